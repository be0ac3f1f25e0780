"""The SQL of channels' paces: one row for each channel, and one clock, the database's."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from accord.core.interactions import Channel
from accord.kit.db import Db, Statement, statement

# A clock that was set back, or a limit that was raised, leaves no moment further ahead than any worker may take.
HOLD: Statement[Any] = statement(
    text("""
    INSERT INTO channel_paces AS paces (channel, next_at) VALUES (:channel, clock_timestamp())
    ON CONFLICT (channel) DO UPDATE SET next_at = least(
        greatest(paces.next_at, clock_timestamp()),
        clock_timestamp() + CAST(:ahead AS float8) * interval '1 second')
    RETURNING CAST(extract(epoch FROM next_at - clock_timestamp()) AS float8)
    """)
)
TAKE: Statement[Any] = statement(
    text("""
    UPDATE channel_paces SET next_at = next_at + CAST(:seconds AS float8) * interval '1 second'
    WHERE channel = :channel
    """)
)
# Whoever looks for messages moves the moment on, even when none waits.
LOOKED_AT = statement(
    text("SELECT channel FROM channel_paces WHERE next_at > clock_timestamp() - CAST(:within AS interval)"),
    tuple[Channel],
)


async def hold(db: Db, channel: Channel, *, ahead_seconds: float) -> float:
    """Seconds until the channel's next message may go, held until the transaction ends; at most `ahead_seconds`."""
    seconds: float = await db.value(HOLD, channel=channel, ahead=ahead_seconds)
    return max(0.0, seconds)


async def take(db: Db, channel: Channel, *, seconds: float) -> None:
    """Have the next message wait so much longer. The pace is held."""
    await db.execute(TAKE, channel=channel, seconds=seconds)


async def looked_at(db: Db, *, within: timedelta) -> list[Channel]:
    """The channels for which a worker has looked for messages lately."""
    return [channel for (channel,) in await db.all(LOOKED_AT, within=within)]
