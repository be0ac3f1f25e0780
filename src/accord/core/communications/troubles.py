"""Troubles with providers: what workers see of them, for everybody, and when staff are told.

A worker reports what it sees; whether that is news is decided here, for all workers together. Staff are told once of
each trouble. One that is back within ten minutes is no other: calls that were under way when it began may still
succeed, and a provider may refuse only some of what it gets.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from accord.core.context import Context
from accord.core.interactions import Channel
from accord.core.permissions import Permission

from . import trouble_store
from .events import ProviderRecovered, ProviderTroubled
from .records import ProviderTrouble, TroubleKind

OVER_AFTER = timedelta(minutes=10)
# Credentials do not mend themselves; an outage mostly does.
TOLD_AFTER = {TroubleKind.CREDENTIALS: timedelta(0), TroubleKind.OUTAGE: timedelta(minutes=5)}


async def report_provider_trouble(ctx: Context, channel: Channel, provider: str, kind: TroubleKind) -> None:
    """Note that a provider refuses our credentials now, or is taken for sick. Reported again while it lasts."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    before = await trouble_store.hold(ctx.db, channel, provider, kind, now=ctx.now)
    seen = _seen(before, ctx.now)
    is_news = await _is_news(ctx, seen)
    await trouble_store.write(ctx.db, replace(seen, told_at=ctx.now) if is_news else seen)
    if is_news:
        await ctx.emit(
            ProviderTroubled(
                channel=channel, provider=provider, kind=kind, minutes=_minutes(ctx.now - seen.began_at)
            )
        )


async def report_provider_works(ctx: Context, channel: Channel, provider: str) -> None:
    """Note that a provider takes messages: whatever troubled it has ended."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    for ended in await trouble_store.end(ctx.db, channel, provider, now=ctx.now):
        if ended.told_at is not None:
            await ctx.emit(ProviderRecovered(channel=channel, provider=provider, kind=ended.kind))


async def running_troubles(ctx: Context) -> list[ProviderTrouble]:
    """What troubles providers now, as far as messages have shown it."""
    ctx.require(Permission.COMMUNICATIONS_READ)
    return await trouble_store.running(ctx.db)


def _seen(before: ProviderTrouble, now: datetime) -> ProviderTrouble:
    """The trouble, seen now. One that had ended begins anew; it was told already if it ended just now."""
    if before.ended_at is None:
        return replace(before, seen_at=max(before.seen_at, now))
    told_at = before.told_at if now - before.ended_at < OVER_AFTER else None
    return replace(before, began_at=now, seen_at=now, told_at=told_at, ended_at=None)


async def _is_news(ctx: Context, seen: ProviderTrouble) -> bool:
    """Whether staff are to be told now. An outage is none while they know that our credentials are refused."""
    if seen.told_at is not None or ctx.now - seen.began_at < TOLD_AFTER[seen.kind]:
        return False
    if seen.kind is TroubleKind.CREDENTIALS:
        return True
    others = await trouble_store.running(ctx.db)
    same = [each for each in others if (each.channel, each.provider) == (seen.channel, seen.provider)]
    return all(each.kind is not TroubleKind.CREDENTIALS for each in same)


def _minutes(lasted: timedelta) -> int:
    return int(lasted.total_seconds() // 60)
