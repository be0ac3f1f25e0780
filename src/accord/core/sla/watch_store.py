"""The SQL that finds the clocks of which something is to be told: one statement for each, by an index."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, bindparam, func, select, text, update
from sqlalchemy.types import Integer

from accord.kit.db import Db, Statement, statement

from .records import Told
from .tables import UNTOLD, UNWARNED, clocks, policies

_AT = bindparam("at", type_=DateTime(timezone=True))


def _marking(which: ColumnElement[bool], condition: str, first: Any, **values: Any) -> Statement[Told]:
    """Mark what is due and not told yet, the oldest first; what another transaction holds has to wait."""
    found = (
        select(clocks.c.id)
        .where(which, text(condition))
        .order_by(first)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )
    told = (
        *(clocks.c.customer_id, clocks.c.subject_id, clocks.c.subject_kind, clocks.c.kind),
        *(policies.c.priority, clocks.c.due_at),
    )
    marked = update(clocks).where(clocks.c.id.in_(found), policies.c.id == clocks.c.policy_id).values(values)
    return statement(marked.returning(*told), Told)


MARK_BREACHED = _marking(
    clocks.c.due_at < _AT,
    UNTOLD,
    clocks.c.due_at,
    breached_at=_AT,
    warned_at=func.coalesce(clocks.c.warned_at, _AT),
)
MARK_WARNED = _marking(clocks.c.warn_at <= _AT, UNWARNED, clocks.c.warn_at, warned_at=_AT)


async def mark_breached(db: Db, *, at: datetime, most: int) -> list[Told]:
    """Clocks that ran beyond their due time and of which nothing was told; a warning would come too late too."""
    return await db.all(MARK_BREACHED, at=at, most=most)


async def mark_warned(db: Db, *, at: datetime, most: int) -> list[Told]:
    """Running clocks that are due soon, and of which no warning was told."""
    return await db.all(MARK_WARNED, at=at, most=most)
