"""How the parts of the installation are, for the health pages.

A provider's part is the worse of what the provider says when it is asked, and of what messages have met: workers, in
whichever process, write down when a provider refuses our credentials or is taken for sick.
"""

import asyncio
import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from accord.core import communications
from accord.core.communications import Provider, ProviderTrouble, TroubleKind
from accord.core.context import Context
from accord.core.health import Health, check_health
from accord.core.interactions import Channel
from accord.kit import clock
from accord.kit.db import DatabaseUnavailable
from accord.kit.limits import Limiter, Rule

HEALTHY, DEGRADED, UNHEALTHY = "healthy", "degraded", "unhealthy"
LATE_SECONDS, TOO_LATE_SECONDS = 60.0, 900.0
CHECK_SECONDS, KEPT_SECONDS = 3.0, 30.0
# What messages met counts for so long; while any wait, one is tried every minute.
TROUBLE_COUNTS = timedelta(minutes=15)
_DATABASE = {Health.GOOD: HEALTHY, Health.IMPAIRED: DEGRADED, Health.BAD: UNHEALTHY}
_CHANNELS = {"smtp_server": Channel.EMAIL, "whatsapp_api": Channel.WHATSAPP, "twilio_api": Channel.SMS}
_ORDER = (HEALTHY, DEGRADED, UNHEALTHY)
_PROBE = Rule(name="health", limit=1_000_000, seconds=60)


class InstalledParts:
    """Looks at the parts. Providers are asked at most twice a minute, and not waited for long."""

    def __init__(
        self, providers: Mapping[Channel, Provider], channels: frozenset[Channel], limiter: Limiter | None
    ) -> None:
        self._providers = dict(providers)
        self._channels = channels
        self._limiter = limiter
        self._known: dict[Channel, tuple[float, str]] = {}

    async def states(self, ctx: Context) -> Mapping[str, str]:
        """`healthy`, `degraded` or `unhealthy` for each part. Never fails."""
        database = _DATABASE[await check_health(ctx)]
        late = await self._lateness(ctx) if database != UNHEALTHY else dict.fromkeys(_CHANNELS.values(), 0.0)
        latest = max(late.values(), default=0.0)
        troubles = await _troubles(ctx) if database != UNHEALTHY else []
        reached = await asyncio.gather(
            *(self._reach(channel, troubles, ctx.now) for channel in _CHANNELS.values())
        )
        return {
            "orchestrator": _state_of(latest),
            "email_agent": _agent(late, Channel.EMAIL),
            "messaging_agent": _agent(late, Channel.SMS, Channel.WHATSAPP),
            "database": database,
            "redis_cache": await self._cache(),
            **dict(zip(_CHANNELS, reached, strict=True)),
        }

    async def _lateness(self, ctx: Context) -> dict[Channel, float]:
        """For how many seconds the longest waiting message of each channel has been due.

        What waits while workers are at work is late, however much it is, and never too late: a server is not taken
        away from its callers because much is to be sent.
        """
        act = ctx.as_system()
        try:
            at_work = await communications.channels_at_work(act)
            due = {each: await communications.next_due(act, each, depth=1) for each in _CHANNELS.values()}
        except DatabaseUnavailable:
            return dict.fromkeys(_CHANNELS.values(), 0.0)
        seconds = {each: 0.0 if at is None else (ctx.now - at).total_seconds() for each, at in due.items()}
        return {
            each: min(late, TOO_LATE_SECONDS) if each in at_work else late for each, late in seconds.items()
        }

    async def _reach(self, channel: Channel, troubles: Iterable[ProviderTrouble], now: datetime) -> str:
        """How a channel's provider is; the local outbox always is well."""
        provider = self._providers.get(channel)
        if provider is None:
            return HEALTHY if channel in self._channels else DEGRADED
        asked, state = self._known.get(channel, (0.0, ""))
        if not state or time.monotonic() - asked > KEPT_SECONDS:
            state = await _ask(provider)
            self._known[channel] = (time.monotonic(), state)
        met = [
            each
            for each in troubles
            if (each.channel, each.provider) == (channel, provider.name)
            and now - each.seen_at < TROUBLE_COUNTS
        ]
        return max(state, *map(_severity, met), key=_ORDER.index) if met else state

    async def _cache(self) -> str:
        """How whatever counts requests is; it plays the cache's part."""
        if self._limiter is None:
            return HEALTHY
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self._limiter.hit("health", _PROBE, clock.now().timestamp())
        except Exception:  # whatever a store raises, it does not count
            return UNHEALTHY
        return HEALTHY


async def _troubles(ctx: Context) -> list[ProviderTrouble]:
    """What workers have met; nothing when the database is away after all."""
    try:
        return await communications.running_troubles(ctx.as_system())
    except DatabaseUnavailable:
        return []


def _severity(trouble: ProviderTrouble) -> str:
    """A provider that refuses us takes nothing; one that is out may be back at once, until it has lasted."""
    lasts = trouble.kind is TroubleKind.CREDENTIALS or trouble.told_at is not None
    return UNHEALTHY if lasts else DEGRADED


async def _ask(provider: Provider) -> str:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            found = await provider.check()
    except TimeoutError:
        return UNHEALTHY
    return HEALTHY if found.works else UNHEALTHY


def _agent(late: Mapping[Channel, float], *channels: Channel) -> str:
    return _state_of(max(late[channel] for channel in channels))


def _state_of(seconds_late: float) -> str:
    if seconds_late > TOO_LATE_SECONDS:
        return UNHEALTHY
    return DEGRADED if seconds_late > LATE_SECONDS else HEALTHY
