"""The SQL by which workers share out what waits in `communications`.

A message is looked at from `next_attempt_at` on, unless somebody's lease on it runs. Senders take turns within a
priority, so that a campaign of a hundred thousand delays nobody else's message of its priority; a higher priority
goes first. A worker whose slots come free one by one goes on after the sender that it served last. One range of the
index is read for each sender and priority that has something waiting.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from accord.core.interactions import Channel
from accord.kit.db import Db, Statement, statement
from accord.kit.records import Record


class Leased(Record):
    """A message that a worker has taken to send."""

    id: UUID
    customer_id: UUID
    channel: Channel
    sender: str
    priority: int


PRIORITIES = range(1, 11)


_PENDING = "status IN ('queued', 'scheduled', 'sending')"
_SENDERS = f"""
    WITH RECURSIVE senders AS (
        (SELECT sender FROM communications WHERE channel = :channel AND {_PENDING} ORDER BY sender LIMIT 1)
        UNION ALL
        SELECT (SELECT c.sender FROM communications c
                WHERE c.channel = :channel AND c.sender > senders.sender AND {_PENDING}
                ORDER BY c.sender LIMIT 1)
        FROM senders WHERE senders.sender IS NOT NULL
    )
"""  # noqa: S608  the parts are our own
LEASE = statement(
    text(f"""
    {_SENDERS},
    waiting AS (
        SELECT due.id, due.next_attempt_at, level.priority, senders.sender
        FROM senders CROSS JOIN generate_series(1, 10) AS level (priority)
        CROSS JOIN LATERAL (
            SELECT c.id, c.next_attempt_at FROM communications c
            WHERE c.channel = :channel AND c.sender = senders.sender AND c.priority = level.priority
                AND c.{_PENDING} AND c.next_attempt_at <= CAST(:now AS timestamptz)
                AND (c.lease_until IS NULL OR c.lease_until <= CAST(:now AS timestamptz))
            ORDER BY c.next_attempt_at LIMIT :most
            FOR UPDATE SKIP LOCKED
        ) AS due
        WHERE senders.sender IS NOT NULL
    ),
    turns AS (
        SELECT id, priority, sender, sender <= (CAST(:served AS text[]))[priority] AS is_served, row_number() OVER (
            PARTITION BY priority, sender ORDER BY next_attempt_at, id) AS turn
        FROM waiting
    ),
    chosen AS (
        SELECT * FROM turns ORDER BY priority DESC, turn, is_served, sender LIMIT :most
    ),
    taken AS (
        UPDATE communications c SET lease_until = CAST(:until AS timestamptz), leased_by = :worker
        FROM chosen WHERE c.id = chosen.id
        RETURNING c.id, c.customer_id, c.channel
    )
    SELECT taken.id, taken.customer_id, taken.channel, chosen.sender, chosen.priority
    FROM taken JOIN chosen ON chosen.id = taken.id
    ORDER BY chosen.priority DESC, chosen.turn, chosen.is_served, chosen.sender
    """),  # noqa: S608
    Leased,
)
NEXT_DUE: Statement[Any] = statement(
    text(f"""
    {_SENDERS}
    SELECT min(soonest.at)
    FROM senders CROSS JOIN generate_series(1, 10) AS level (priority)
    CROSS JOIN LATERAL (
        (SELECT greatest(c.next_attempt_at, c.lease_until) AS at FROM communications c
         WHERE c.channel = :channel AND c.sender = senders.sender AND c.priority = level.priority AND c.{_PENDING}
         ORDER BY c.next_attempt_at LIMIT :depth)
        UNION ALL
        (SELECT c.next_attempt_at FROM communications c
         WHERE c.channel = :channel AND c.sender = senders.sender AND c.priority = level.priority AND c.{_PENDING}
             AND c.lease_until IS NULL
         ORDER BY c.next_attempt_at LIMIT 1)
    ) AS soonest
    """)  # noqa: S608
)
INSTANT: Statement[Any] = statement(text("SELECT clock_timestamp()"))
RELEASE: Statement[Any] = statement(
    text("""
    UPDATE communications SET lease_until = NULL, leased_by = NULL
    WHERE id = ANY (CAST(:ids AS uuid[])) AND leased_by = :worker AND status <> 'sending'
    """)
)


async def lease(
    db: Db,
    channel: Channel,
    *,
    most: int,
    worker: UUID,
    now: datetime,
    until: datetime,
    served: Mapping[int, str],
) -> list[Leased]:
    """Take up to `most` messages that are due on a channel, the most pressing first.

    `served` is the sender of each priority that had its turn last: the others come before it.
    """
    last = [served.get(priority, "") for priority in PRIORITIES]
    return await db.all(LEASE, channel=channel, most=most, worker=worker, now=now, until=until, served=last)


async def next_due(db: Db, channel: Channel, *, depth: int) -> datetime | None:
    """When the next message is to be looked at.

    Of each sender and priority the first `depth` are considered, and the first that nobody has leased: others may
    have any number in their hands.
    """
    found: datetime | None = await db.value(NEXT_DUE, channel=channel, depth=depth)
    return found


async def instant(db: Db) -> datetime:
    """The database's clock."""
    found: datetime = await db.value(INSTANT)
    return found


async def release(db: Db, ids: list[UUID], worker: UUID) -> int:
    """Give messages back that this worker has not begun; how many."""
    return await db.execute(RELEASE, ids=ids, worker=worker)
