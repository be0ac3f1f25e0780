"""The SQL of what other features keep on a customer: the instant of the last interaction.

Whoever changes the rows behind a rollup holds the lock of the customer's row first, and so changes it alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, any_, bindparam, column, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from accord.kit.db import Db, Statement, statement

from .lineage_store import survivor_of
from .tables import customers

_LAST = customers.c.last_interaction_at
_MET_AT = bindparam("met_at", type_=DateTime(timezone=True))

NOTE: Statement[Any] = statement(
    update(customers)
    .where(customers.c.id == bindparam("id"), customers.c.status != "merged")
    .values(last_interaction_at=func.greatest(_LAST, _MET_AT), updated_at=bindparam("now"))
    .returning(customers.c.id)
)
SET_LAST: Statement[Any] = statement(
    update(customers)
    .where(customers.c.id == bindparam("id"), _LAST.is_distinct_from(_MET_AT))
    .values(last_interaction_at=_MET_AT, updated_at=bindparam("now"))
)
LOCK_ALL: Statement[Any] = statement(
    select(customers.c.id)
    .where(customers.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(customers.c.id)
    .with_for_update()
)
_found = (
    func.unnest(
        bindparam("ids", type_=ARRAY(Uuid)), bindparam("latest", type_=ARRAY(DateTime(timezone=True)))
    )
    .table_valued(column("id", Uuid), column("latest", DateTime(timezone=True)))
    .render_derived()
)
REPAIR: Statement[Any] = statement(
    update(customers)
    .where(customers.c.id == _found.c.id, _LAST.is_distinct_from(_found.c.latest))
    .values(last_interaction_at=_found.c.latest)
)


async def note_interaction(db: Db, customer_id: UUID, *, met_at: datetime, now: datetime) -> UUID | None:
    """Move the rollup of the last interaction forward; the customer it belongs to, None when there is none.

    The update itself tells whether the customer is there: a survivor is looked up for a merged id only.
    """
    target: UUID | None = customer_id
    while target is not None:
        noted: UUID | None = await db.value(NOTE, id=target, met_at=met_at, now=now)
        if noted is not None:
            return noted
        target = await survivor_of(db, target)
    return None


async def set_last_interaction(db: Db, customer_id: UUID, *, met_at: datetime | None, now: datetime) -> None:
    """Set the rollup to what was recomputed; a customer for whom nothing changes stays as it is."""
    await db.execute(SET_LAST, id=customer_id, met_at=met_at, now=now)


async def lock_customers(db: Db, ids: Sequence[UUID]) -> None:
    """Hold the rows of these customers until the transaction ends, taken in an order that all share."""
    await db.execute(LOCK_ALL, ids=list(ids))


async def repair_last_interactions(db: Db, latest: Mapping[UUID, datetime | None]) -> int:
    """Set rollups that are not what they should be; how many. `updated_at` stays."""
    return await db.execute(REPAIR, ids=list(latest), latest=list(latest.values()))
