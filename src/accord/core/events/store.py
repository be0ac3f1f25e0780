"""The SQL of the log."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import any_, bindparam, column, func, insert, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import DateTime, Integer, Text, Uuid

from accord.kit.db import Db, Statement, columns_of, statement

from .records import Event, StoredEvent
from .tables import events

_WRITTEN = [column.name for column in events.c if column.name != "sequence"]
_APPEND = statement(insert(events).values({name: bindparam(name) for name in _WRITTEN}))
_FORGET = statement(
    update(events)
    .where(events.c.customer_id == any_(bindparam("customers", type_=ARRAY(Uuid))))
    .values(data={})
)


_EACH = {"id": Uuid, "type": Text, "customer_id": Uuid, "subject_id": Uuid, "data": JSONB}
_ROWS = (
    func.unnest(*(bindparam(f"{name}s", type_=ARRAY(kind)) for name, kind in _EACH.items()))
    .table_valued(*(column(name, kind) for name, kind in _EACH.items()), with_ordinality="position")
    .render_derived()
)
_SHARED = [name for name in _WRITTEN if name not in _EACH]
_APPEND_ALL: Statement[Any] = statement(
    insert(events).from_select(
        [*_EACH, *_SHARED],
        select(
            *(_ROWS.c[name] for name in _EACH),
            *(bindparam(name, type_=events.c[name].type) for name in _SHARED),
        ).order_by(_ROWS.c.position),
    )
)


async def append(db: Db, event: Event, **circumstances: Any) -> None:
    """Write one event; `circumstances` are the columns that the context knows (actor, dialect, time, ...)."""
    await db.execute(
        _APPEND,
        type=event.type,
        customer_id=event.customer_id,
        subject_id=event.subject_id,
        data=event.data(),
        **circumstances,
    )


async def append_all(db: Db, told: Sequence[Event], *, ids: Sequence[UUID], **circumstances: Any) -> None:
    """Write many events in their order, in one statement; they share their circumstances."""
    await db.execute(
        _APPEND_ALL,
        ids=list(ids),
        types=[event.type for event in told],
        customer_ids=[event.customer_id for event in told],
        subject_ids=[event.subject_id for event in told],
        datas=[event.data() for event in told],
        **circumstances,
    )


async def forget_customers(db: Db, ids: Sequence[UUID]) -> None:
    """Empty the data of customers' events: what remains says that something happened, not to whom."""
    await db.execute(_FORGET, customers=list(ids))


async def page_of_customers(
    db: Db,
    customer_ids: Sequence[UUID],
    *,
    types: Sequence[str] | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[StoredEvent]:
    """The events of these customers as one list, newest first, below the key `before`; at most `limit`."""
    params: dict[str, Any] = {"customers": list(customer_ids), "row_limit": limit}
    if types is not None:
        params["types"] = list(types)
    if before is not None:
        params["before_at"], params["before_id"] = before
    return await db.all(_page(typed=types is not None, keyed=before is not None), **params)


@cache
def _page(*, typed: bool, keyed: bool) -> Statement[StoredEvent]:
    """Each customer's newest by the index, then the newest of those: no more than a page each is read."""
    given = func.unnest(bindparam("customers", type_=ARRAY(Uuid)))
    owners = given.table_valued(column("id", Uuid)).render_derived()
    limit = bindparam("row_limit", type_=Integer)
    own = select(*columns_of(StoredEvent, events)).where(events.c.customer_id == owners.c.id)
    if typed:
        own = own.where(events.c.type == any_(bindparam("types", type_=ARRAY(Text))))
    if keyed:
        below = tuple_(
            bindparam("before_at", type_=DateTime(timezone=True)), bindparam("before_id", type_=Uuid)
        )
        own = own.where(tuple_(events.c.occurred_at, events.c.id) < below)
    newest = own.order_by(events.c.occurred_at.desc(), events.c.id.desc()).limit(limit).lateral("newest")
    query = select(*newest.c).select_from(owners.join(newest, true()))
    return statement(
        query.order_by(newest.c.occurred_at.desc(), newest.c.id.desc()).limit(limit), StoredEvent
    )
