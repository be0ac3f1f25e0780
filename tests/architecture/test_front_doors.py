"""From outside, a feature of the core is its package: `from accord.core import cases`, and no module inside.

A part of a feature that is a package has a front door of its own.
"""

from collections.abc import Collection, Iterable

import pytest

from .source import Import, Module, imports, module, modules

CORE = "accord.core."
# Alembic compares all tables with the database, and nobody else needs them all.
EXEMPT = {"src/accord/app/schema.py"}


def side_doors(module: Module, doors: Collection[str], inner: Collection[str]) -> Iterable[str]:
    """Imports past a front door.

    `doors` are the dotted names of features and of their parts, `inner` of all other modules inside them.
    """
    if str(module.path) in EXEMPT:
        return
    for imported in imports(module):
        target = _whole(imported, inner)
        feature = _feature(target)
        if feature not in doors or target in doors or _is_inside(module, feature):
            continue
        if not (is_store(module) and is_tables(target)):
            yield f"{module.path}:{imported.line}: imports {target}; import from {feature}"


def is_store(module: Module) -> bool:
    """A store may join the tables of a lower feature: a database that cannot join is a key-value store."""
    return module.path.name == "store.py" or module.path.name.endswith("_store.py")


def is_tables(target: str) -> bool:
    """Whether a dotted name is a feature's tables."""
    last = target.rpartition(".")[2]
    return last == "tables" or last.endswith("_tables")


def _whole(imported: Import, inner: Collection[str]) -> str:
    """The module that is meant: `from accord.core.cases import store` is the store."""
    whole = f"{imported.target}.{imported.name}"
    return whole if whole in inner else imported.target


def _feature(target: str) -> str:
    return ".".join(target.split(".")[:3]) if target.startswith(CORE) else ""


def _is_inside(module: Module, feature: str) -> bool:
    return (module.package + ".").startswith(feature + ".")


def inside() -> list[Module]:
    return [each for each in modules("src/accord/core") if each.package.startswith(CORE)]


def front_doors() -> set[str]:
    return {each.package for each in inside() if each.path.stem == "__init__"}


def inner_modules() -> set[str]:
    return {f"{each.package}.{each.path.stem}" for each in inside() if each.path.stem != "__init__"}


class TestFrontDoors:
    def test_are_used_by_everybody(self):
        doors, inner = front_doors(), inner_modules()

        found = [door for each in modules("src") for door in side_doors(each, doors, inner)]

        assert found == []

    def test_list_their_names(self):
        doors = [each for each in inside() if each.path.stem == "__init__"]

        assert [str(door.path) for door in doors if "__all__" not in door.text] == []


DOORS = {"accord.core.cases", "accord.core.cases.notes", "accord.core.swarms"}
INNER = {"accord.core.cases.store", "accord.core.cases.notes.store"}


class TestASideDoor:
    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("src/accord/dialects/bank/cases.py", "from accord.core.cases.service import close_case"),
            ("src/accord/dialects/bank/cases.py", "from accord.core.cases import store"),
            ("src/accord/dialects/bank/cases.py", "import accord.core.cases.rules"),
            ("src/accord/dialects/bank/cases.py", "from accord.core.cases.tables import cases"),
            ("src/accord/core/swarms/service.py", "from accord.core.cases.records import Case"),
            ("src/accord/core/swarms/service.py", "from ..cases.records import Case"),
            ("src/accord/core/swarms/store.py", "from accord.core.cases.store import find"),
            ("src/accord/app/compose.py", "def f():\n    from accord.core.cases import store"),
            ("src/accord/app/compose.py", "from accord.core.cases.notes import store"),
            ("src/accord/app/compose.py", "from accord.core.cases.notes.rules import may_write"),
        ],
    )
    def test_is_reported(self, path, text):
        found = list(side_doors(module(path, text), DOORS, INNER))

        assert len(found) == 1, found
        assert "import from accord.core.cases" in found[0]

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("src/accord/dialects/bank/cases.py", "from accord.core import cases"),
            ("src/accord/dialects/bank/cases.py", "from accord.core.cases import Case, close_case"),
            ("src/accord/dialects/bank/cases.py", "from accord.core.errors import NotFound"),
            ("src/accord/app/compose.py", "from accord.core.cases.notes import write_note"),
            ("src/accord/core/swarms/store.py", "from accord.core.cases.tables import cases"),
            ("src/accord/core/swarms/linking_store.py", "from accord.core.cases.tables import cases"),
            ("src/accord/core/cases/service.py", "from . import store\nfrom .records import Case"),
            ("src/accord/core/cases/notes/service.py", "from accord.core.cases.records import Case"),
        ],
    )
    def test_is_something_else_than_these(self, path, text):
        assert list(side_doors(module(path, text), DOORS, INNER)) == []
