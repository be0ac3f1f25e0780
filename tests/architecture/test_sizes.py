"""Nothing is longer than can be read in one go: aim at a fifth of these limits."""

from collections.abc import Iterable

import pytest

from .source import Function, Module, functions, module, modules

FILE = 400
FUNCTION = 50
HANDLER = 20
TEST_FUNCTION = 40

# Files and functions ("path" or "path:name") that may be longer for now. It may only shrink.
EXCEPTIONS: frozenset[str] = frozenset()

VERBS = {"get", "post", "put", "patch", "delete"}


def too_long(module: Module) -> Iterable[str]:
    """What of a module is longer than its limit."""
    if module.line_count > FILE:
        yield f"{module.path}: {module.line_count} lines, {FILE} are the limit: split it by life stage"
    for function in functions(module):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > (limit := _limit(module, function)):
            yield f"{module.path}:{function.name}: {lines} lines, {limit} are the limit: name its parts"


def _limit(module: Module, function: Function) -> int:
    if module.path.parts[0] == "tests":
        return TEST_FUNCTION
    if module.path.parts[:3] == ("src", "accord", "dialects") and _is_handler(function):
        return HANDLER
    return FUNCTION


def _is_handler(function: Function) -> bool:
    calls = (getattr(decorator, "func", None) for decorator in function.decorator_list)
    return any(getattr(call, "attr", "") in VERBS for call in calls)


def excess(found: Iterable[str], exceptions: frozenset[str]) -> list[str]:
    """The findings that are no exception, and the exceptions that are not needed any more."""
    by_place = {finding.split(": ")[0]: finding for finding in found}
    needless = [f"{place}: is an exception without need" for place in sorted(exceptions - by_place.keys())]
    return [finding for place, finding in by_place.items() if place not in exceptions] + needless


class TestSizes:
    @pytest.mark.parametrize("folder", ["src", "tests", "tools", "benchmarks"])
    def test_are_small(self, folder):
        found = [finding for module in modules(folder) for finding in too_long(module)]
        exceptions = frozenset(place for place in EXCEPTIONS if place.startswith(folder + "/"))

        assert excess(found, exceptions) == []


def function_of(lines: int, head: str = "def act():") -> str:
    return head + "\n" + "    x = 1\n" * (lines - 1)


class TestTheLimits:
    @pytest.mark.parametrize(
        ("path", "text", "most"),
        [
            ("src/accord/core/cases/service.py", "def act():", FUNCTION),
            ("src/accord/core/cases/service.py", "async def act():", FUNCTION),
            ("src/accord/dialects/bank/cases.py", '@routes.get("/cases")\nasync def act():', HANDLER),
            ("src/accord/dialects/bank/cases.py", "def show():", FUNCTION),
            ("tests/core/test_cases.py", "def test_act():", TEST_FUNCTION),
        ],
    )
    def test_are_exact(self, path, text, most):
        assert list(too_long(module(path, function_of(most, text)))) == []
        (finding,) = too_long(module(path, function_of(most + 1, text)))
        assert f": {most + 1} lines, {most} are" in finding

    def test_hold_methods_and_nested_functions(self):
        nested = "class A:\n    def outer(self):\n        def inner():\n" + "            x = 1\n" * FUNCTION

        names = [finding.split(":")[1] for finding in too_long(module("src/accord/kit/a.py", nested + "\n"))]

        assert names == ["outer", "inner"]

    def test_hold_whole_files(self):
        assert list(too_long(module("src/accord/kit/a.py", "x = 1\n" * FILE))) == []
        assert len(list(too_long(module("src/accord/kit/a.py", "x = 1\n" * (FILE + 1))))) == 1

    def test_let_exceptions_only_shrink(self):
        found = ["src/a.py:f: 51 lines, 50 are the limit"]

        assert excess(found, frozenset({"src/a.py:f"})) == []
        assert excess([], frozenset({"src/a.py:f"})) == ["src/a.py:f: is an exception without need"]
