"""From outside, a feature of the core is its package: `from accord.core import cases`, and nothing inside."""

from collections.abc import Collection, Iterable

import pytest

from .source import ROOT, Import, Module, imports, module, modules

CORE = "accord.core."
# Alembic compares all tables with the database, and nobody else needs them all.
EXEMPT = {"src/accord/app/schema.py"}


def side_doors(module: Module, features: Collection[str], inner: Collection[str]) -> Iterable[str]:
    """Imports past a front door. `inner` are the dotted names of the modules inside features."""
    if str(module.path) in EXEMPT:
        return
    for imported in imports(module):
        target = _whole(imported, inner)
        feature = _feature(target)
        if feature not in features or target == CORE + feature or _is_inside(module, feature):
            continue
        if not (is_store(module) and is_tables(target)):
            yield f"{module.path}:{imported.line}: imports {target}; import from {CORE}{feature}"


def is_store(module: Module) -> bool:
    """A store may join the tables of a lower feature: a database that cannot join is a key-value store."""
    return module.path.name == "store.py" or module.path.name.endswith("_store.py")


def is_tables(target: str) -> bool:
    """Whether a dotted name is a feature's tables."""
    last = target.rpartition(".")[2]
    return last == "tables" or last.endswith("_tables")


def _whole(imported: Import, inner: Collection[str]) -> str:
    """The module that is meant: `from accord.core.cases import store` means the store."""
    whole = f"{imported.target}.{imported.name}"
    return whole if whole in inner else imported.target


def _feature(target: str) -> str:
    return target.removeprefix(CORE).split(".")[0] if target.startswith(CORE) else ""


def _is_inside(module: Module, feature: str) -> bool:
    return (module.package + ".").startswith(f"{CORE}{feature}.")


def features() -> set[str]:
    return {path.parent.name for path in (ROOT / "src/accord/core").glob("*/__init__.py")}


def inner_modules() -> set[str]:
    found = {f"{m.package}.{m.path.stem}" for m in modules("src/accord/core") if m.path.stem != "__init__"}
    packages = {m.package for m in modules("src/accord/core") if m.path.stem == "__init__"}
    return {name for name in found | packages if name.count(".") > CORE.count(".")}


class TestFrontDoors:
    def test_are_used_by_everybody(self):
        inner = inner_modules()

        found = [door for each in modules("src") for door in side_doors(each, features(), inner)]

        assert found == []

    def test_list_their_names(self):
        doors = [ROOT / "src/accord/core" / feature / "__init__.py" for feature in sorted(features())]

        assert [str(door) for door in doors if "__all__" not in door.read_text()] == []


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
        ],
    )
    def test_is_reported(self, path, text):
        found = list(side_doors(module(path, text), {"cases", "swarms"}, {"accord.core.cases.store"}))

        assert len(found) == 1, found
        assert "import from accord.core.cases" in found[0]

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("src/accord/dialects/bank/cases.py", "from accord.core import cases"),
            ("src/accord/dialects/bank/cases.py", "from accord.core.cases import Case, close_case"),
            ("src/accord/dialects/bank/cases.py", "from accord.core.errors import NotFound"),
            ("src/accord/core/swarms/store.py", "from accord.core.cases.tables import cases"),
            ("src/accord/core/swarms/linking_store.py", "from accord.core.cases.tables import cases"),
            ("src/accord/core/cases/service.py", "from . import store\nfrom .records import Case"),
            ("src/accord/core/cases/notes/service.py", "from accord.core.cases.records import Case"),
        ],
    )
    def test_is_something_else_than_these(self, path, text):
        assert list(side_doors(module(path, text), {"cases", "swarms"}, {"accord.core.cases.store"})) == []
