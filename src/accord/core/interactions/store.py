"""The SQL of interactions."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    any_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger, Integer, Text, Uuid

from accord.core.customers.tables import customers
from accord.kit.db import Db, Statement, columns_of, count_of, statement
from accord.kit.ids import new_id
from accord.kit.paging import Slice

from .records import Interaction, InteractionQuery, NewInteraction
from .tables import interactions

SHOWN = columns_of(Interaction, interactions)

_BY_ID = select(*SHOWN).where(interactions.c.id == bindparam("id"))
FIND = statement(_BY_ID, Interaction)
OWNER: Statement[Any] = statement(
    select(interactions.c.customer_id).where(interactions.c.id == bindparam("id"))
)
"""The customer's row is locked first: erasing a customer locks in the same order, and so does logging."""
LOCK = statement(
    select(*SHOWN)
    .select_from(customers.join(interactions, interactions.c.customer_id == customers.c.id))
    .where(interactions.c.id == bindparam("id"))
    .with_for_update(of=[customers, interactions]),
    Interaction,
)
INSERT = statement(
    insert(interactions)
    .values({column.name: bindparam(column.name) for column in interactions.c if column.name != "updated_at"})
    .returning(*SHOWN),
    Interaction,
)
DELETE: Statement[Any] = statement(delete(interactions).where(interactions.c.id == bindparam("id")))
LATEST: Statement[Any] = statement(
    select(interactions.c.occurred_at)
    .where(interactions.c.customer_id == bindparam("customer"))
    .order_by(interactions.c.occurred_at.desc())
    .limit(1)
)


async def add(
    db: Db, new: NewInteraction, *, customer_id: UUID, staff_id: UUID | None, met_at: datetime, at: datetime
) -> Interaction:
    """Insert an interaction of a customer that is known to be there."""
    return await db.one(
        INSERT,
        id=new_id(),
        customer_id=customer_id,
        staff_id=staff_id,
        channel=new.channel,
        subject=new.subject,
        summary=new.summary,
        occurred_at=met_at,
        duration_minutes=new.duration_minutes,
        follow_up_required=new.follow_up_required,
        follow_up_at=new.follow_up_at,
        created_at=at,
    )


async def find(db: Db, interaction_id: UUID) -> Interaction | None:
    """The interaction with this id."""
    return await db.one_or_none(FIND, id=interaction_id)


async def owner_of(db: Db, interaction_id: UUID) -> UUID | None:
    """The customer whose interaction this is; None when there is no such interaction."""
    found: UUID | None = await db.value(OWNER, id=interaction_id)
    return found


async def lock(db: Db, interaction_id: UUID) -> Interaction | None:
    """The interaction with this id, held with its customer until the transaction ends."""
    return await db.one_or_none(LOCK, id=interaction_id)


async def change(db: Db, interaction_id: UUID, columns: dict[str, Any], *, at: datetime) -> Interaction:
    """Write columns of one interaction."""
    return await db.one(_update(frozenset(columns)), id=interaction_id, updated_at=at, **columns)


@cache
def _update(names: frozenset[str]) -> Statement[Interaction]:
    values: dict[str, Any] = {name: bindparam(name) for name in [*sorted(names), "updated_at"]}
    changed = update(interactions).where(interactions.c.id == bindparam("id")).values(values)
    return statement(changed.returning(*SHOWN), Interaction)


async def remove(db: Db, interaction_id: UUID) -> None:
    """Delete one interaction."""
    await db.execute(DELETE, id=interaction_id)


async def latest_at(db: Db, customer_id: UUID) -> datetime | None:
    """When the customer's latest interaction took place."""
    found: datetime | None = await db.value(LATEST, customer=customer_id)
    return found


async def page(db: Db, query: InteractionQuery, *, only: UUID | None) -> Slice[Interaction]:
    """Interactions that match, latest first. `only` narrows to one customer."""
    params = _filters_of(query)
    if only is not None:
        params["only"] = only
    shape = frozenset(params)
    return await db.slice(_page(shape), _count(shape), query.page, **params)


def _filters_of(query: InteractionQuery) -> dict[str, Any]:
    params: dict[str, Any] = {}
    if query.channels:
        params["channels"] = list(query.channels)
    for name in ("customer_id", "staff_id", "follow_up_required"):
        if getattr(query, name) is not None:
            params[name] = getattr(query, name)
    return params


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "channels": interactions.c.channel == any_(bindparam("channels", type_=ARRAY(Text))),
    "customer_id": interactions.c.customer_id == bindparam("customer_id"),
    "staff_id": interactions.c.staff_id == bindparam("staff_id"),
    "follow_up_required": interactions.c.follow_up_required == bindparam("follow_up_required"),
    "only": interactions.c.customer_id == bindparam("only", type_=Uuid),
}


def _matching(shape: frozenset[str]) -> Select[Any]:
    return select(*SHOWN).where(*(_CONDITIONS[name] for name in sorted(shape)))


@cache
def _page(shape: frozenset[str]) -> Statement[Interaction]:
    latest = (interactions.c.occurred_at.desc(), interactions.c.id.desc())
    limit, offset = bindparam("row_limit", type_=Integer), bindparam("row_offset", type_=BigInteger)
    query = _matching(shape).order_by(*latest).limit(limit).offset(offset)
    return statement(query, Interaction)


@cache
def _count(shape: frozenset[str]) -> Statement[Any]:
    return statement(count_of(_matching(shape)))


_MET = (
    select(interactions.c.customer_id, func.max(interactions.c.occurred_at).label("latest"))
    .group_by(interactions.c.customer_id)
    .subquery()
)
DRIFTED: Statement[Any] = statement(
    select(customers.c.id)
    .select_from(customers.outerjoin(_MET, _MET.c.customer_id == customers.c.id))
    .where(customers.c.status != "merged", customers.c.last_interaction_at.is_distinct_from(_MET.c.latest))
    .order_by(customers.c.id)
    .limit(bindparam("most", type_=Integer)),
    tuple[UUID],
)
LATEST_OF: Statement[Any] = statement(
    select(interactions.c.customer_id, func.max(interactions.c.occurred_at))
    .where(interactions.c.customer_id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .group_by(interactions.c.customer_id),
    tuple[UUID, datetime],
)


async def drifted(db: Db, *, most: int) -> list[UUID]:
    """Customers, at most so many, whose last interaction is not their latest row's."""
    return [customer_id for (customer_id,) in await db.all(DRIFTED, most=most)]


async def latest_of(db: Db, customer_ids: Sequence[UUID]) -> dict[UUID, datetime | None]:
    """When the latest interaction of each of these customers took place."""
    found = dict(await db.all(LATEST_OF, ids=list(customer_ids)))
    return {customer_id: found.get(customer_id) for customer_id in customer_ids}
