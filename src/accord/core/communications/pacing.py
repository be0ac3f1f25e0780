"""Leasing within a channel's limit, which holds for all workers of the database together.

A limit of so many messages a second is a sequence of moments, as far apart as the limit says. Whoever leases takes the
next free moments, one for each message, a quarter of a second ahead at most: so nothing goes in bursts, workers look a
few times a second instead of for each message, and what a killed worker had taken is over before others miss it.
"""

from collections.abc import Mapping
from datetime import timedelta

from accord.core.context import Context
from accord.core.interactions import Channel
from accord.core.permissions import Permission
from accord.kit.records import Record

from . import pace_store
from .delivering import Turn, lease_due
from .lease_store import Leased

AHEAD_SECONDS = 0.25
# Workers look twice a minute even when nothing waits; a busy one when a call ends, which by default has 45 s.
AT_WORK = timedelta(minutes=3)


class Paced(Record):
    """Messages with the seconds from now after which each may go.

    `is_full` says that the limit allowed no more now, so more may wait; the next may go in `next_in_seconds`.
    """

    leased: list[Leased]
    go_in_seconds: list[float]
    is_full: bool
    next_in_seconds: float


async def lease_at_pace(
    ctx: Context,
    channel: Channel,
    turn: Turn,
    *,
    most: int,
    per_second: float,
    served: Mapping[int, str] | None = None,
) -> Paced:
    """Take up to `most` messages that are due on a channel, and a moment within its limit for each."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    apart = 1.0 / per_second
    first_in = await pace_store.hold(ctx.db, channel, ahead_seconds=AHEAD_SECONDS + apart)
    room = min(most, _moments(first_in, per_second))
    leased = await lease_due(ctx, channel, turn, most=room, served=served) if room else []
    if leased:
        await pace_store.take(ctx.db, channel, seconds=len(leased) * apart)
    return Paced(
        leased=leased,
        go_in_seconds=[first_in + place * apart for place in range(len(leased))],
        is_full=len(leased) == room,
        next_in_seconds=first_in + len(leased) * apart,
    )


async def note_at_work(ctx: Context, channel: Channel) -> None:
    """Note that a worker looks for messages of a channel; leasing at a pace does so by itself."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    await pace_store.hold(ctx.db, channel, ahead_seconds=0.0)


async def channels_at_work(ctx: Context) -> list[Channel]:
    """The channels that workers are at work on: what waits there for long waits for its turn, not for a worker."""
    ctx.require(Permission.COMMUNICATIONS_READ)
    return await pace_store.looked_at(ctx.db, within=AT_WORK)


def _moments(first_in: float, per_second: float) -> int:
    """How many moments are near enough to be taken."""
    return 0 if first_in > AHEAD_SECONDS else int((AHEAD_SECONDS - first_in) * per_second) + 1
