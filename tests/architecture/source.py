"""The source tree as the checks see it: files, their syntax trees, and what they import."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module(NamedTuple):
    """One Python file. `path` is relative to the repository; a test can make up one that is nowhere."""

    path: PurePosixPath
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The dotted name of the package that the module lies in, or is."""
        return ".".join(part for part in self.path.parent.parts if part != "src")

    @property
    def line_count(self) -> int:
        return len(self.text.splitlines())


class Import(NamedTuple):
    """One imported name: `from target import name`, or `import target` when there is no name."""

    target: str
    name: str | None
    line: int


def module(path: str, text: str) -> Module:
    """The module that a file with this text would be."""
    return Module(PurePosixPath(path), text, ast.parse(text))


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every Python file below these folders of the repository."""
    return tuple(
        module(path.relative_to(ROOT).as_posix(), path.read_text())
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    )


def imports(module: Module) -> Iterator[Import]:
    """What a module imports, relative ones spelled out."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, None, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            target = _absolute(module, node)
            yield from (Import(target, alias.name, node.lineno) for alias in node.names)


def functions(module: Module) -> Iterator[Function]:
    """Every function of a module, methods and nested ones too."""
    for node in ast.walk(module.tree):
        if isinstance(node, Function):
            yield node


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.package.split(".")
    parts = parts[: len(parts) - node.level + 1]
    return ".".join([*parts, node.module] if node.module else parts)
