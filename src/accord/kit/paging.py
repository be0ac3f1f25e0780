"""Pages asked for and slices answered, before any dialect words them."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")
S = TypeVar("S")


class Page(msgspec.Struct, frozen=True):
    """Which part of a list is wanted: `limit` rows after skipping `offset`, and whether to count them all."""

    limit: int
    offset: int = 0
    want_total: bool = True


class Slice(msgspec.Struct, Generic[T], frozen=True):
    """A part of a list. `total` is None when it was not asked for."""

    items: list[T]
    total: int | None = None
    has_more: bool = False

    def map(self, show: Callable[[T], S]) -> list[S]:
        """Each item as `show` words it."""
        return [show(item) for item in self.items]


def cut(rows: Iterable[T], page: Page, total: int | None) -> Slice[T]:
    """A slice from up to `limit + 1` rows: the extra row only tells that more follow."""
    items = list(rows)
    return Slice(items[: page.limit], total, len(items) > page.limit)
