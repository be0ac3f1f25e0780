"""The SQL of feedback."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, select, update
from sqlalchemy.types import BigInteger, Integer, Uuid

from accord.core.customers import survivor_of
from accord.core.customers.tables import customers
from accord.kit.db import Db, Statement, columns_of, count_of, statement
from accord.kit.ids import new_id
from accord.kit.paging import Slice

from .records import Feedback, FeedbackQuery, NewFeedback
from .tables import feedback

SHOWN = columns_of(Feedback, feedback)

_BY_ID = select(*SHOWN).where(feedback.c.id == bindparam("id"))
FIND = statement(_BY_ID, Feedback)
LOCK = statement(_BY_ID.with_for_update(), Feedback)
DELETE: Statement[Any] = statement(delete(feedback).where(feedback.c.id == bindparam("id")))

_WRITTEN = (
    "id",
    "booking_id",
    "service_type",
    "rating",
    "comments",
    "is_anonymous",
    "source",
    "submitted_at",
)
# The customer is held while its feedback is written: it is neither erased nor merged away meanwhile.
_OWNED = (
    select(customers.c.id, *(bindparam(name, type_=feedback.c[name].type) for name in _WRITTEN))
    .where(customers.c.id == bindparam("customer"), customers.c.status != "merged")
    .with_for_update(read=True)
)
INSERT = statement(
    insert(feedback).from_select(["customer_id", *_WRITTEN], _OWNED).returning(*SHOWN), Feedback
)


async def add(db: Db, new: NewFeedback, *, at: datetime) -> Feedback | None:
    """Insert feedback of a customer, of a merged one for its survivor; None when there is no such customer."""
    values = {name: getattr(new, name) for name in _WRITTEN if name not in ("id", "submitted_at")}
    owner: UUID | None = new.customer_id
    while owner is not None:
        added = await db.one_or_none(INSERT, customer=owner, id=new_id(), submitted_at=at, **values)
        if added is not None:
            return added
        owner = await survivor_of(db, owner)
    return None


async def find(db: Db, feedback_id: UUID) -> Feedback | None:
    """The feedback with this id."""
    return await db.one_or_none(FIND, id=feedback_id)


async def lock(db: Db, feedback_id: UUID) -> Feedback | None:
    """The feedback with this id, held until the transaction ends."""
    return await db.one_or_none(LOCK, id=feedback_id)


async def change(db: Db, feedback_id: UUID, columns: dict[str, Any]) -> Feedback:
    """Write columns of one row."""
    return await db.one(_update(frozenset(columns)), id=feedback_id, **columns)


@cache
def _update(names: frozenset[str]) -> Statement[Feedback]:
    values: dict[str, Any] = {name: bindparam(name) for name in sorted(names)}
    changed = update(feedback).where(feedback.c.id == bindparam("id")).values(values)
    return statement(changed.returning(*SHOWN), Feedback)


async def remove(db: Db, feedback_id: UUID) -> None:
    """Delete one row."""
    await db.execute(DELETE, id=feedback_id)


async def page(db: Db, query: FeedbackQuery, *, only: UUID | None) -> Slice[Feedback]:
    """Feedback that matches, latest first. `only` narrows to one customer."""
    params = _filters_of(query)
    if only is not None:
        params["only"] = only
    shape = frozenset(params)
    return await db.slice(_page(shape), _count(shape), query.page, **params)


def _filters_of(query: FeedbackQuery) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for name in ("customer_id", "service_type", "rating", "booking_id"):
        if getattr(query, name) is not None:
            params[name] = getattr(query, name)
    if query.is_resolved is not None:
        params["resolved" if query.is_resolved else "pending"] = True
    return params


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "customer_id": feedback.c.customer_id == bindparam("customer_id"),
    "service_type": feedback.c.service_type == bindparam("service_type"),
    "rating": feedback.c.rating == bindparam("rating"),
    "booking_id": feedback.c.booking_id == bindparam("booking_id"),
    # Written out: a parameter would keep the planner from the index of what is pending.
    "resolved": feedback.c.resolved_at.is_not(None),
    "pending": feedback.c.resolved_at.is_(None),
    "only": feedback.c.customer_id == bindparam("only", type_=Uuid),
}


def _matching(shape: frozenset[str]) -> Select[Any]:
    return select(*SHOWN).where(*(_CONDITIONS[name] for name in sorted(shape)))


@cache
def _page(shape: frozenset[str]) -> Statement[Feedback]:
    latest = (feedback.c.submitted_at.desc(), feedback.c.id.desc())
    limit, offset = bindparam("row_limit", type_=Integer), bindparam("row_offset", type_=BigInteger)
    return statement(_matching(shape).order_by(*latest).limit(limit).offset(offset), Feedback)


@cache
def _count(shape: frozenset[str]) -> Statement[Any]:
    return statement(count_of(_matching(shape)))
