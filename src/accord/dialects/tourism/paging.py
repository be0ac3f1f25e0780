"""Tourism's pages: `{items, total, page, size, pages}`."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from accord.kit.http.answers import Answer, ok
from accord.kit.paging import Page, Slice

from .contract import PageQuery, Shown

T = TypeVar("T")
S = TypeVar("S")


class PageShown(Shown, Generic[S]):
    """A page of a list; `pages` is 0 for an empty list."""

    items: list[S]
    total: int
    page: int
    size: int
    pages: int


def page_of(query: PageQuery) -> Page:
    """The rows a page stands for."""
    return Page(limit=query.size, offset=(query.page - 1) * query.size)


def pages_of(total: int, query: PageQuery) -> int:
    """How many pages there are; none of an empty list."""
    return -(-total // query.size)


def show_page(found: Slice[T], show: Callable[[T], Any], query: PageQuery) -> Answer:
    """A page of a list."""
    total = found.total or 0
    return ok(
        PageShown(
            items=found.map(show),
            total=total,
            page=query.page,
            size=query.size,
            pages=pages_of(total, query),
        )
    )
