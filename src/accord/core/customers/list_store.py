"""The SQL of lists: which customers match, newest first, and how many there are.

A fragment or a tag may match half of all customers or three, and statistics often cannot tell. Walking from
the newest on is right for the first kind and reads the whole table for the second; collecting by index and
sorting is right for the second only. So both are in one statement: the newest are searched as long as at
least one in `REACH` matches, and what turns out to be rarer is collected by its index.
"""

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger, Text

from accord.kit.db import Db, Statement, columns_of, count_of, statement
from accord.kit.paging import Slice

from . import rules
from .records import Customer, CustomerQuery, Status
from .tables import customers

REACH = 250
SHORTEST_INDEXED = 3
"""Shorter fragments hold no trigram, so that no index knows them."""

_SHOWN = columns_of(Customer, customers)
_NEWEST = (customers.c.created_at.desc(), customers.c.id.desc())
_LIMIT = bindparam("row_limit", type_=BigInteger)
_OFFSET = bindparam("row_offset", type_=BigInteger)


async def page(db: Db, query: CustomerQuery, *, only: UUID | None) -> Slice[Customer]:
    """Customers that match, newest first. `only` narrows to one customer."""
    params = _filters_of(query)
    if only is not None:
        params["only"] = only
    shape = frozenset(params)
    return await db.slice(page_statement(shape), count_statement(shape), query.page, **params)


@cache
def page_statement(shape: frozenset[str]) -> Statement[Customer]:
    """A page for these filters, with `row_limit` and `row_offset`."""
    query = _by_index(shape) if _is_indexed(shape) else _walked(shape)
    return statement(query, Customer, replan=_is_selective(shape))


@cache
def count_statement(shape: frozenset[str]) -> Statement[Any]:
    """How many match these filters."""
    return statement(count_of(_matching(shape)), replan=_is_selective(shape))


def _filters_of(query: CustomerQuery) -> dict[str, Any]:
    params: dict[str, Any] = {}
    if query.search:
        name = "search" if len(query.search) >= SHORTEST_INDEXED else "short_search"
        params[name] = "%" + _literal(query.search) + "%"
    if query.tags:
        params["tags"] = rules.tag_keys(query.tags)
    if query.is_active is not None:
        params["active" if query.is_active else "inactive"] = Status.ACTIVE
    for name in ("bank_segment", "contact_type", "loyalty", "region"):
        if getattr(query, name) is not None:
            params[name] = getattr(query, name)
    return params


def _literal(fragment: str) -> str:
    """The fragment as a LIKE pattern that matches itself; the field separator matches nothing."""
    escaped = fragment.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped.lower()


_CONDITIONS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "search": lambda c: c.search.like(func.lower(bindparam("search", type_=Text))),
    "short_search": lambda c: c.search.like(func.lower(bindparam("short_search", type_=Text))),
    "tags": lambda c: c.tag_keys.op("&&", is_comparison=True)(bindparam("tags", type_=ARRAY(Text))),
    "active": lambda c: c.status == bindparam("active", type_=Text),
    "inactive": lambda c: c.status != bindparam("inactive", type_=Text),
    "bank_segment": lambda c: c.bank_segment == bindparam("bank_segment"),
    "contact_type": lambda c: c.contact_type == bindparam("contact_type"),
    "loyalty": lambda c: c.loyalty == bindparam("loyalty"),
    "region": lambda c: func.lower(c.region) == func.lower(bindparam("region", type_=Text)),
    "only": lambda c: c.id == bindparam("only"),
}
# Written out: a parameter would keep the planner from the indexes that leave merged customers out.
_LISTED = customers.c.status != literal_column("'merged'")


def _is_indexed(shape: frozenset[str]) -> bool:
    """Whether an index collects what matches, however rare it is."""
    return not shape.isdisjoint({"search", "tags"})


def _is_selective(shape: frozenset[str]) -> bool:
    """Whether the filters may match a handful or half of all rows, so that each run needs its own plan."""
    return not shape.isdisjoint({"search", "short_search", "tags", "region"})


def _conditions(shape: frozenset[str], columns: Any) -> ColumnElement[bool]:
    return and_(*(_CONDITIONS[name](columns) for name in sorted(shape)))


def _matching(shape: frozenset[str]) -> Select[Any]:
    query = select(*_SHOWN).where(_LISTED)
    return query.where(_conditions(shape, customers.c)) if shape else query


def _walked(shape: frozenset[str]) -> Select[Any]:
    return _matching(shape).order_by(*_NEWEST).limit(_LIMIT).offset(_OFFSET)


def _by_index(shape: frozenset[str]) -> Select[Any]:
    wanted = _LIMIT + _OFFSET
    near = _near(shape, wanted)
    enough = select(func.count()).select_from(near).scalar_subquery() >= wanted
    keys = _matching(shape).with_only_columns(customers.c.id, customers.c.created_at)
    all_of_them = _kept(keys.where(~enough), "all_of_them")
    found = union_all(
        select(near.c.id, near.c.created_at).where(enough),
        select(all_of_them.c.id, all_of_them.c.created_at),
    ).subquery("found")
    order = (found.c.created_at.desc(), found.c.id.desc())
    wanted_ids = _kept(select(found.c.id).order_by(*order).limit(_LIMIT).offset(_OFFSET), "wanted")
    return select(*_SHOWN).join(wanted_ids, wanted_ids.c.id == customers.c.id).order_by(*_NEWEST)


def _near(shape: frozenset[str], wanted: ColumnElement[int]) -> CTE:
    """What matches among the newest, searched until enough is found or it is clear that matches are rare."""
    newest = select(customers).where(_LISTED).order_by(*_NEWEST).limit(wanted * REACH).subquery("newest")
    matching = select(newest.c.id, newest.c.created_at).where(_conditions(shape, newest.c))
    return _kept(matching.limit(wanted), "near")


def _kept(query: Select[Any], name: str) -> CTE:
    """A part that the planner may not dissolve into the whole, to choose one way for both kinds."""
    return query.cte(name).prefix_with("MATERIALIZED")
