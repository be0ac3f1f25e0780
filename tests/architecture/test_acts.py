"""Every act of the core begins by saying who may do it."""

import ast
from collections.abc import Iterable

import pytest

from .source import Function, Module, functions, module, modules


def open_acts(module: Module) -> Iterable[str]:
    """Public async functions of a feature that take a context and do not begin with `require` or `public`."""
    parts = module.path.parts
    if parts[:3] != ("src", "accord", "core") or len(parts) < 5 or module.path.name == "jobs.py":
        return
    for function in functions(module):
        body = function.body[1:] if ast.get_docstring(function) is not None else function.body
        if _is_act(function) and not _says_who_may(body):
            yield (
                f"{module.path}:{function.lineno}: {function.name} must begin with "
                "ctx.require(Permission.X), or with ctx.public() if it is open to everybody"
            )


def _is_act(function: Function) -> bool:
    if isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
        return False
    parameters = [each for each in function.args.posonlyargs + function.args.args if each.arg != "self"]
    return bool(parameters) and parameters[0].annotation is not None and _names_context(parameters[0])


def _names_context(parameter: ast.arg) -> bool:
    annotation = ast.unparse(parameter.annotation) if parameter.annotation else ""
    return annotation.strip("'\"").rpartition(".")[2] == "Context"


def _says_who_may(body: list[ast.stmt]) -> bool:
    """Whether a body begins with who may; the own and another's object may be told apart first."""
    first = body[0] if body else None
    if isinstance(first, ast.If):
        return _says_who_may(first.body) and _says_who_may(first.orelse)
    if not (isinstance(first, ast.Expr) and isinstance(first.value, ast.Call)):
        return False
    said = ast.unparse(first.value.func)
    return said in {"ctx.require", "ctx.public"}


class TestActs:
    def test_begin_with_who_may(self):
        assert [act for each in modules("src/accord/core") for act in open_acts(each)] == []


SERVICE = "src/accord/core/cases/service.py"


class TestAnOpenAct:
    @pytest.mark.parametrize(
        "text",
        [
            "async def close_case(ctx: Context, case_id: UUID) -> Case:\n    return await store.get(ctx.db)",
            'async def close_case(ctx: Context):\n    """Close."""\n    case = 1\n    ctx.require(P.X)',
            "async def close_case(ctx: context.Context):\n    pass",
            'async def close_case(ctx: "Context", /):\n    if x:\n        ctx.require(P.X)',
            'async def close_case(ctx: Context):\n    """Close."""',
            "async def close(ctx: Context):\n    if own:\n        ctx.public()\n    else:\n        act()",
            "class Closing:\n    async def close(self, ctx: Context):\n        pass",
            "async def close_case(ctx: Context):\n    ctx.forbid_customers(P.X)",
        ],
    )
    def test_is_reported(self, text):
        assert len(list(open_acts(module(SERVICE, text)))) == 1

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            (SERVICE, 'async def close(ctx: Context):\n    """Close."""\n    ctx.require(P.X)'),
            (SERVICE, "async def close(ctx: Context):\n    ctx.require(P.X, customer_id=c)\n    return 1"),
            (
                SERVICE,
                "async def f(ctx: Context):\n    if own:\n     ctx.public()\n    else:\n     ctx.require(X)",
            ),
            (SERVICE, "async def look(ctx: Context):\n    ctx.public()"),
            (SERVICE, "async def _part(ctx: Context):\n    pass"),
            (SERVICE, "def rule(ctx: Context):\n    pass"),
            ("src/accord/core/cases/store.py", "async def find(db: Db):\n    pass"),
            ("src/accord/core/cases/jobs.py", "async def remind(ctx: Context):\n    pass"),
            ("src/accord/dialects/bank/cases.py", "async def close(ctx: Context):\n    pass"),
        ],
    )
    def test_is_something_else_than_these(self, path, text):
        assert list(open_acts(module(path, text))) == []
