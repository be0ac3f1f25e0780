"""Engagement's pages: `{total, limit, offset, communications}`."""

from accord.kit.paging import Page

from .contract import PageQuery


def page_of(query: PageQuery) -> Page:
    """The rows that are asked for; every list is counted."""
    return Page(limit=query.limit, offset=query.offset)
