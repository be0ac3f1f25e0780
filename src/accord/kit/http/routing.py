"""Which operations a path has: a tree of its parts."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from .operations import Operation

E = TypeVar("E")


class _Node(Generic[E]):
    """A part of a path: the words and the parameter that may follow, and what ends here by method."""

    __slots__ = ("ends", "parameter", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node[E]] = {}
        self.parameter: _Node[E] | None = None
        self.ends: dict[str, tuple[E, tuple[str, ...]]] = {}


class Paths(Generic[E]):
    """Finds what a path leads to. A static word wins over a parameter, and costs do not grow with the routes."""

    def __init__(self, operations: Iterable[Operation], endpoint: Callable[[Operation], E]) -> None:
        self._root: _Node[E] = _Node()
        for operation in operations:
            node = self._root
            names = []
            for part in _parts(operation.path.rstrip("/")):
                if part.startswith("{"):
                    names.append(part[1:-1])
                    node.parameter = node.parameter or _Node()
                    node = node.parameter
                else:
                    node = node.words.setdefault(part, _Node())
            node.ends[operation.method] = (endpoint(operation), tuple(names))

    def find(self, path: str) -> "Found[E] | None":
        """What the path leads to, None when it is nobody's."""
        values: list[str] = []
        node = _descend(self._root, _parts(path), 0, values)
        return None if node is None else Found(node.ends, values)


class Found(Generic[E]):
    """The end of a path."""

    __slots__ = ("_ends", "_values")

    def __init__(self, ends: dict[str, tuple[E, tuple[str, ...]]], values: list[str]) -> None:
        self._ends = ends
        self._values = values

    def of(self, method: str) -> tuple[E, dict[str, str]] | None:
        """The endpoint of a method and its parameters; HEAD is answered as GET."""
        end = self._ends.get("GET" if method == "HEAD" else method)
        return None if end is None else (end[0], dict(zip(end[1], self._values, strict=True)))

    def methods(self) -> tuple[str, ...]:
        """What may be asked here."""
        return tuple(sorted({*self._ends, "OPTIONS"} | ({"HEAD"} if "GET" in self._ends else set())))


def _parts(path: str) -> list[str]:
    """The parts between slashes; several slashes count as one."""
    return [part for part in path.split("/") if part]


def _descend(node: _Node[E], parts: list[str], at: int, values: list[str]) -> _Node[E] | None:
    if at == len(parts):
        return node if node.ends else None
    word = node.words.get(parts[at])
    if word is not None and (found := _descend(word, parts, at + 1, values)) is not None:
        return found
    if node.parameter is None:
        return None
    values.append(parts[at])
    found = _descend(node.parameter, parts, at + 1, values)
    if found is None:
        values.pop()
    return found
