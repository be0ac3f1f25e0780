"""Only `app` reads settings; everybody else is given what it needs."""

import ast
from collections.abc import Iterable

import pytest

from .source import Module, imports, module, modules

APP = "accord.app"
SETTINGS = "accord.app.settings"
# The server's programs run in a cleaned environment: what of ours is kept is named there.
PROGRAMS = "src/accord/adapters/postgres/programs.py"


def readers(module: Module) -> Iterable[str]:
    """Places outside `app` that import the settings, or read the environment past them."""
    if (module.package + ".").startswith(APP + "."):
        return
    for imported in imports(module):
        whole = f"{imported.target}.{imported.name}."
        if f"{imported.target}.".startswith(SETTINGS + ".") or whole.startswith(SETTINGS + "."):
            yield f"{module.path}:{imported.line}: imports the settings; take a parameter instead"
    if str(module.path) != PROGRAMS:
        yield from _environment(module)


def _environment(module: Module) -> Iterable[str]:
    for node in ast.walk(module.tree):
        name = getattr(node, "attr", None) or getattr(node, "name", None)
        if isinstance(node, ast.Attribute | ast.alias) and name in {"environ", "getenv"}:
            yield f"{module.path}:{node.lineno}: reads the environment; take a parameter instead"


class TestSettings:
    def test_are_read_by_the_app_alone(self):
        assert [place for each in modules("src") for place in readers(each)] == []


class TestAReaderOfSettings:
    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("src/accord/kit/log.py", "from accord.app.settings import Settings"),
            ("src/accord/kit/log.py", "from accord.app import settings"),
            ("src/accord/core/cases/rules.py", "import accord.app.settings.values"),
            ("src/accord/core/cases/rules.py", "import os\nlimit = os.environ['LIMIT']"),
            ("src/accord/core/cases/rules.py", "from os import getenv"),
        ],
    )
    def test_is_reported(self, path, text):
        assert len(list(readers(module(path, text)))) == 1

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("src/accord/app/compose.py", "from .settings import Settings"),
            ("src/accord/app/server.py", "import os\nos.environ['X'] = '1'"),
            ("src/accord/kit/log.py", "import os\nos.getpid()"),
        ],
    )
    def test_is_something_else_than_these(self, path, text):
        assert list(readers(module(path, text))) == []
