"""The SQL of messages that providers name by our own references."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from accord.core.interactions import Channel
from accord.kit.db import Db, Statement, statement
from accord.kit.records import Record


class Tried(Record):
    """A message that was handed to a provider on a channel, whatever came of it."""

    id: UUID
    customer_id: UUID
    channel: Channel
    provider: str


TRIED = statement(
    text("""
    SELECT DISTINCT c.id, c.customer_id, a.channel, a.provider
    FROM unnest(CAST(:ids AS uuid[]), CAST(:channels AS text[]), CAST(:providers AS text[]))
        AS named (id, channel, provider)
    JOIN communications c ON c.id = named.id AND c.direction = 'outbound'
    JOIN communication_attempts a ON a.communication_id = c.id
        AND a.channel = named.channel AND a.provider = named.provider
    """),
    Tried,
)
# The attempt in doubt, else the last of which it was said that nothing was taken.
TAKE: Statement[Any] = statement(
    text("""
    WITH tried AS (
        SELECT id, outcome, provider_id, begun_at FROM communication_attempts
        WHERE communication_id = :communication AND channel = :channel AND provider = :provider
    )
    UPDATE communication_attempts a
    SET outcome = 'accepted', provider_id = CAST(:provider_id AS text),
        ended_at = coalesce(a.ended_at, CAST(:at AS timestamptz))
    WHERE a.id = (
            SELECT id FROM tried WHERE outcome IS DISTINCT FROM 'accepted'
            ORDER BY coalesce(outcome, 'doubtful') = 'doubtful' DESC, begun_at DESC LIMIT 1)
        AND NOT EXISTS (SELECT FROM tried WHERE provider_id = CAST(:provider_id AS text))
    RETURNING a.begun_at
    """)
)


async def tried(db: Db, named: Collection[tuple[UUID, Channel, str]]) -> list[Tried]:
    """Those of these messages that were handed to this provider on this channel."""
    ids, channels, providers = (list(column) for column in zip(*named, strict=True))
    return await db.all(TRIED, ids=ids, channels=channels, providers=providers)


async def take(
    db: Db, communication_id: UUID, channel: Channel, provider: str, provider_id: str, *, at: datetime
) -> datetime | None:
    """Note of an attempt that the provider took the message under this name; when it had begun.

    None when the name is known of another attempt, or all were taken.
    """
    found: datetime | None = await db.value(
        TAKE,
        communication=communication_id,
        channel=channel,
        provider=provider,
        provider_id=provider_id,
        at=at,
    )
    return found
