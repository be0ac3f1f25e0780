"""SQL is written in stores and tables, and nowhere else; the driver is spoken to in `kit/db`."""

from collections.abc import Iterable

import pytest

from .source import Module, imports, module, modules
from .test_front_doors import is_store, is_tables

DATABASE = {"sqlalchemy", "asyncpg"}
QUEUE = {"pgqueuer"}
# The queue is PgQueuer's: its adapter speaks to it, and hands it the driver's connection.
QUEUE_ADAPTER = ("src", "accord", "adapters", "queue")
ENGINE = ("src", "accord", "kit", "db")


def misplaced(module: Module) -> Iterable[str]:
    """Imports of the database's libraries where none belong."""
    for imported in imports(module):
        library = imported.target.split(".")[0]
        if library in DATABASE | QUEUE and library not in _allowed(module):
            yield f"{module.path}:{imported.line}: imports {imported.target}; move the SQL to a store"


def _allowed(module: Module) -> set[str]:
    folder = module.path.parts
    if folder[:4] == QUEUE_ADAPTER:
        holds_sql = is_store(module) or is_tables(module.path.stem)
        return QUEUE | {"asyncpg"} | (DATABASE if holds_sql else set())
    if folder[:4] == ENGINE or is_store(module) or is_tables(module.path.stem):
        return DATABASE
    return set()


class TestSQL:
    def test_is_in_its_places(self):
        assert [place for each in modules("src") for place in misplaced(each)] == []


class TestMisplacedSQL:
    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("src/accord/core/cases/service.py", "from sqlalchemy import select"),
            ("src/accord/core/cases/rules.py", "import sqlalchemy as sa"),
            ("src/accord/dialects/bank/cases.py", "from sqlalchemy.dialects.postgresql import insert"),
            ("src/accord/app/compose.py", "def f():\n    import asyncpg"),
            ("src/accord/core/cases/restore.py", "import asyncpg"),
            ("src/accord/core/cases/store.py", "import pgqueuer"),
            ("src/accord/adapters/queue/worker.py", "from sqlalchemy import text"),
            ("src/accord/adapters/postgres/cluster.py", "import asyncpg"),
        ],
    )
    def test_is_reported(self, path, text):
        assert len(list(misplaced(module(path, text)))) == 1

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("src/accord/core/cases/store.py", "from sqlalchemy import select"),
            ("src/accord/core/cases/closing_store.py", "from sqlalchemy import select"),
            ("src/accord/core/cases/tables.py", "from sqlalchemy import Table"),
            ("src/accord/core/cases/notes_tables.py", "from sqlalchemy import Table"),
            ("src/accord/kit/db/session.py", "import asyncpg"),
            ("src/accord/adapters/queue/store.py", "import asyncpg\nimport sqlalchemy\nimport pgqueuer"),
            ("src/accord/adapters/queue/worker.py", "import pgqueuer"),
        ],
    )
    def test_is_something_else_than_these(self, path, text):
        assert list(misplaced(module(path, text))) == []
