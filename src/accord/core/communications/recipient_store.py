"""The SQL of who receives a message, and of who sent one to us."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import any_, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from accord.core.customers import Customer, survivor_of
from accord.core.customers.tables import customers
from accord.core.interactions import Channel
from accord.kit.db import Db, Statement, columns_of, statement

from .addresses import spellings

HOLD = statement(
    select(*columns_of(Customer, customers))
    .where(customers.c.id == bindparam("id"), customers.c.status != "merged")
    .with_for_update(read=True),
    Customer,
)
# Locks are taken in the order of ids, so that those who hold several wait for one another and not in a circle.
HOLD_ALL = statement(
    select(*columns_of(Customer, customers))
    .where(customers.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))), customers.c.status != "merged")
    .order_by(customers.c.id)
    .with_for_update(read=True),
    Customer,
)
LAST_INBOUND = statement(
    text("""
    SELECT customer_id, max(created_at) FROM communications
    WHERE customer_id = ANY (CAST(:customers AS uuid[])) AND direction = 'inbound' AND channel = :channel
        AND created_at > CAST(:since AS timestamptz)
    GROUP BY customer_id
    """),
    tuple[UUID, datetime],
)
PROMOTED: Statement[Any] = statement(
    text("""
    SELECT array_agg(coalesce(sent_at, CAST(:now AS timestamptz))) FROM communications
    WHERE customer_id = :customer AND direction = 'outbound' AND purpose = 'promotional'
        AND (sent_at > CAST(:since AS timestamptz) OR status = 'sending')
        AND id IS DISTINCT FROM CAST(:besides AS uuid)
    """)
)
# In the order of the keys, so that transactions that need several wait in one line.
QUEUE_UP: Statement[Any] = statement(
    text("""
    SELECT pg_advisory_xact_lock(key) FROM (
        SELECT DISTINCT hashtextextended(customer::text, 11) AS key
        FROM unnest(CAST(:customers AS uuid[])) AS customer
        ORDER BY key
    ) AS keys
    """)
)
# A phone may be shared: whoever we wrote to last from here comes first.
OWNERS = statement(
    text("""
    SELECT i.customer_id FROM customer_identities i
    JOIN customers c ON c.id = i.customer_id AND c.status <> 'merged'
    WHERE i.kind = :kind AND i.normalised = ANY (CAST(:spellings AS text[]))
    GROUP BY i.customer_id
    ORDER BY (
        SELECT max(m.created_at) FROM communications m
        WHERE m.customer_id = i.customer_id AND m.direction = 'outbound' AND m.channel = :channel
    ) DESC NULLS LAST, i.customer_id
    """),
    tuple[UUID],
)
ENGAGED: Statement[Any] = statement(
    text("""
    UPDATE customers SET last_engagement_at = greatest(last_engagement_at, CAST(:at AS timestamptz))
    WHERE id = ANY (CAST(:ids AS uuid[]))
    """)
)


async def hold(db: Db, customer_id: UUID) -> Customer | None:
    """The customer, of a merged one its survivor, neither changed nor erased until the transaction ends."""
    target: UUID | None = customer_id
    while target is not None:
        found = await db.one_or_none(HOLD, id=target)
        if found is not None:
            return found
        target = await survivor_of(db, target)
    return None


async def hold_all(db: Db, customer_ids: Collection[UUID]) -> dict[UUID, Customer]:
    """The same for several: those that are there, by the ids that were asked for."""
    wanted = sorted(set(customer_ids))
    found = {customer.id: customer for customer in await db.all(HOLD_ALL, ids=wanted)}
    for other in [each for each in wanted if each not in found]:
        survivor = await hold(db, other)
        if survivor is not None:
            found[other] = survivor
    return found


async def last_inbound(
    db: Db, customer_ids: Collection[UUID], channel: str, *, since: datetime
) -> dict[UUID, datetime]:
    """When customers last wrote to us on a channel, of those who did after `since`."""
    return dict(await db.all(LAST_INBOUND, customers=list(customer_ids), channel=channel, since=since))


async def promoted_at(
    db: Db, customer_id: UUID, *, since: datetime, now: datetime, besides: UUID | None
) -> list[datetime]:
    """When promotional messages were sent to a customer after `since`; now for those on their way.

    The message `besides` does not count.
    """
    found: list[datetime] | None = await db.value(
        PROMOTED, customer=customer_id, since=since, now=now, besides=besides
    )
    return found or []


async def queue_up(db: Db, customer_ids: Collection[UUID]) -> None:
    """Let nobody else count the promotions of these customers until the transaction ends."""
    await db.all(QUEUE_UP, customers=list(customer_ids))


async def owners_of(db: Db, channel: Channel, address: str) -> list[UUID]:
    """The customers that have an address, however it is written, the one we wrote to last on this channel first."""
    kind = "email" if channel is Channel.EMAIL else "phone"
    written = spellings(channel, address)
    return [owner for (owner,) in await db.all(OWNERS, kind=kind, spellings=written, channel=channel)]


async def note_engagement(db: Db, customer_ids: list[UUID], *, at: datetime) -> None:
    """Move the rollup of customers' last engagement forward."""
    await db.execute(ENGAGED, ids=customer_ids, at=at)
