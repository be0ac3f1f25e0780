"""The SQL of membership: how many customers a tree matches, which ones, and which trees match one customer.

A tree may match half of all customers or three, so every statement is planned for its own values. For a page the
newest customers are searched as long as at least one in `REACH` matches; what turns out to be rarer is collected
wherever it is and sorted then. Walking alone would read everything for a rare one, collecting alone for a common one.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Select, and_, bindparam, func, select, true, union_all
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.types import BigInteger

from accord.core.customers import Customer
from accord.core.customers.tables import customers
from accord.kit.db import Db, Statement, columns_of, statement

from .compiling_store import Shape, conditions_of, counted, found_in, params_of, shape_of
from .records import Group, Rule

REACH = 250
MOST_AT_ONCE = 50

_SHOWN = columns_of(Customer, customers)
_NEWEST = (customers.c.created_at.desc(), customers.c.id.desc())
_LIMIT = bindparam("row_limit", type_=BigInteger)
_OFFSET = bindparam("row_offset", type_=BigInteger)
_CUSTOMER = and_(customers.c.id == bindparam("customer"), counted(customers.c))


async def count(db: Db, trees: Sequence[Group], *, now: datetime) -> list[int]:
    """How many customers each tree matches, exactly."""
    counts: list[int] = []
    for first in range(0, len(trees), MOST_AT_ONCE):
        some = trees[first : first + MOST_AT_ONCE]
        found = await db.value(count_statement(_shapes(some)), **params_of(some, now))
        counts.extend(found)
    return counts


async def page(db: Db, tree: Group, *, now: datetime, limit: int, offset: int) -> list[Customer]:
    """Customers that a tree matches, newest first."""
    params = params_of([tree], now)
    return await db.all(page_statement(shape_of(tree)), **params, row_limit=limit, row_offset=offset)


async def matches(db: Db, trees: Sequence[Group], customer_id: UUID, *, now: datetime) -> list[bool]:
    """Whether each tree matches this customer; none does when there is no such customer."""
    matched: list[bool] = []
    for first in range(0, len(trees), MOST_AT_ONCE):
        some = trees[first : first + MOST_AT_ONCE]
        found = await db.value(match_statement(_shapes(some)), customer=customer_id, **params_of(some, now))
        matched.extend(found or [False] * len(some))
    return matched


async def findings(
    db: Db, rules: Sequence[Rule], customer_id: UUID, *, now: datetime
) -> list[tuple[bool, Any]]:
    """Whether each rule holds for this customer, and the value that it looked at."""
    found: list[tuple[bool, Any]] = []
    for first in range(0, len(rules), MOST_AT_ONCE):
        some = rules[first : first + MOST_AT_ONCE]
        row = await db.one(finding_statement(_shapes(some)), customer=customer_id, **params_of(some, now))
        found.extend(zip(row[: len(some)], row[len(some) :], strict=True))
    return found


def _shapes(trees: Sequence[Group | Rule]) -> tuple[Shape, ...]:
    return tuple(shape_of(tree) for tree in trees)


@lru_cache(maxsize=256)
def count_statement(shapes: tuple[Shape, ...]) -> Statement[Any]:
    """The numbers of customers that trees of these shapes match, as one array."""
    counts = [
        select(func.count()).select_from(customers).where(counted(customers.c), condition).scalar_subquery()
        for condition in conditions_of(shapes, customers.c)
    ]
    return statement(select(array(counts)), replan=True)


@lru_cache(maxsize=256)
def match_statement(shapes: tuple[Shape, ...]) -> Statement[Any]:
    """Whether trees of these shapes match `customer`, as one array."""
    held = [condition.is_(true()) for condition in conditions_of(shapes, customers.c)]
    return statement(select(array(held)).where(_CUSTOMER))


@lru_cache(maxsize=256)
def finding_statement(shapes: tuple[Shape, ...]) -> Statement[Any]:
    """Whether rules of these shapes hold for `customer`, and then what they look at, one column each."""
    held = [condition.is_(true()) for condition in conditions_of(shapes, customers.c)]
    looked_at = [found_in(shape[0], customers.c) for shape in shapes]
    named = [each.label(f"c{number}") for number, each in enumerate([*held, *looked_at])]
    return statement(select(*named).where(_CUSTOMER))


@lru_cache(maxsize=256)
def page_statement(shape: Shape) -> Statement[Customer]:
    """The newest customers that a tree of this shape matches, with `row_limit` and `row_offset`."""
    wanted = _LIMIT + _OFFSET
    near = _near(shape, wanted)
    enough = select(func.count()).select_from(near).scalar_subquery() >= wanted
    all_of_them = _kept(_keys(shape, customers.c).where(counted(customers.c), ~enough), "all_of_them")
    found = union_all(
        select(near.c.id, near.c.created_at).where(enough),
        select(all_of_them.c.id, all_of_them.c.created_at),
    ).subquery("found")
    order = (found.c.created_at.desc(), found.c.id.desc())
    ids = _kept(select(found.c.id).order_by(*order).limit(_LIMIT).offset(_OFFSET), "wanted")
    shown = select(*_SHOWN).join(ids, ids.c.id == customers.c.id).order_by(*_NEWEST)
    return statement(shown, Customer, replan=True)


def _near(shape: Shape, wanted: Any) -> CTE:
    """What matches among the newest, searched until enough is found or it is clear that matches are rare."""
    listed = select(customers).where(counted(customers.c)).order_by(*_NEWEST).limit(wanted * REACH)
    newest = listed.subquery("newest")
    return _kept(_keys(shape, newest.c).limit(wanted), "near")


def _keys(shape: Shape, columns: Any) -> Select[Any]:
    return select(columns.id, columns.created_at).where(*conditions_of((shape,), columns))


def _kept(query: Select[Any], name: str) -> CTE:
    """A part that the planner may not dissolve into the whole, to choose one way for both kinds."""
    return query.cte(name).prefix_with("MATERIALIZED")
