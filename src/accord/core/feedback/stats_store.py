"""The SQL that counts feedback."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, bindparam, func, select
from sqlalchemy.types import Uuid

from accord.kit.db import Db, Statement, statement

from .rules import Tally
from .tables import feedback


async def tallies(db: Db, *, customer_id: UUID | None = None, since: datetime | None = None) -> list[Tally]:
    """Counts by service and rating, of one customer or of all, from `since` on."""
    params = {
        name: value for name, value in (("customer_id", customer_id), ("since", since)) if value is not None
    }
    return await db.all(_tallies(frozenset(params)), **params)


async def pending(db: Db, *, customer_id: UUID | None) -> int:
    """How much is unresolved, of one customer or of all."""
    if customer_id is None:
        return int(await db.value(_PENDING))
    return int(await db.value(_PENDING_OF, customer_id=customer_id))


_OWN = feedback.c.customer_id == bindparam("customer_id", type_=Uuid)
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "customer_id": _OWN,
    "since": feedback.c.submitted_at >= bindparam("since", type_=DateTime(timezone=True)),
}
_COUNTED = select(func.count()).select_from(feedback).where(feedback.c.resolved_at.is_(None))
_PENDING: Statement[Any] = statement(_COUNTED)
_PENDING_OF: Statement[Any] = statement(_COUNTED.where(_OWN))


@cache
def _tallies(shape: frozenset[str]) -> Statement[Tally]:
    parts = (feedback.c.service_type, feedback.c.rating)
    counts = (func.count(), func.count(feedback.c.resolved_at), func.max(feedback.c.submitted_at))
    query = select(*parts, *counts).where(*(_CONDITIONS[name] for name in sorted(shape))).group_by(*parts)
    return statement(query, Tally)
