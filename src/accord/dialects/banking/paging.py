"""Banking's pages: a bare array, and headers that tell where it stands."""

import re
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote, unquote_plus

from accord.kit.http.answers import Answer, ok
from accord.kit.http.operations import Call
from accord.kit.http.origin import origin_of
from accord.kit.paging import Page, Slice

from .contract import PageQuery

T = TypeVar("T")


def page_of(query: PageQuery) -> Page:
    """The rows a page stands for."""
    return Page(limit=query.page_size, offset=(query.page - 1) * query.page_size)


def show_page(found: Slice[T], show: Callable[[T], Any], call: Call[Any, Any]) -> Answer:
    """A page with its headers; `Link` only when there is more than one page."""
    query: PageQuery = call.query
    total = found.total or 0
    answer = ok([show(item) for item in found.items])
    answer.header("x-total-count", str(total))
    answer.header("x-page-number", str(query.page))
    answer.header("x-page-size", str(query.page_size))
    pages = -(-total // query.page_size)
    if pages > 1:
        answer.header("link", ", ".join(_links(call, query.page, pages)))
    return answer


def _links(call: Call[Any, Any], page: int, pages: int) -> list[str]:
    targets = {"next": page + 1, "prev": page - 1, "first": 1, "last": pages}
    given: str = call.scope["query_string"].decode("latin-1")
    kept = "".join(
        f"{pair}&" for pair in given.split("&") if unquote_plus(pair.partition("=")[0]) not in ("", "page")
    )
    here = f"{origin_of(call.scope)}?{_UNSAFE.sub(_quoted, kept)}page="
    return [f'<{here}{number}>; rel="{name}"' for name, number in targets.items() if 1 <= number <= pages]


# What may stand in a URL's query stays as it was sent; a browser quotes the rest, other clients may not.
_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~%!$&'()*+,;=:@/?\[\]]")


def _quoted(found: re.Match[str]) -> str:
    return quote(found.group().encode("latin-1"))
