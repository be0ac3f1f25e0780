"""The delivery worker: a lane for each channel, woken by notices."""

import asyncio
from collections.abc import Mapping
from uuid import uuid4

from accord.core import communications
from accord.core.communications import Outreach, Provider
from accord.core.interactions import Channel
from accord.kit.db import SharedHolds, listening

from .absent import CHANNELS, AbsentProvider
from .breaker import Breaker
from .clocks import OpenContext, SharedClock
from .delivering import Deliverer, Means
from .lane import Lane
from .pace import DeliveryPace
from .points import Points, no_points


class DeliveryWorker:
    """Delivers what waits, by these providers, until it is stopped.

    What waits for a channel that has none any more is looked after, too.
    """

    def __init__(
        self,
        dsn: str,
        providers: Mapping[Channel, Provider],
        outreach: Outreach,
        *,
        open_context: OpenContext,
        pace: DeliveryPace = DeliveryPace(),  # noqa: B008  frozen
        points: Points = no_points,
    ) -> None:
        self.id = uuid4()
        self._dsn = dsn
        self._providers: dict[Channel, Provider] = {each: AbsentProvider(each) for each in CHANNELS}
        self._providers |= providers
        self._outreach = outreach
        self._clock = SharedClock(open_context)
        self._pace = pace
        self._points = points
        self._lanes: dict[str, Lane] = {}
        self._stopping = False
        self.breakers = {
            channel: Breaker(
                provider.name,
                sick_after=pace.sick_after,
                first_seconds=pace.closed_seconds,
                longest_seconds=pace.longest_closed_seconds,
            )
            for channel, provider in self._providers.items()
        }

    def stop(self) -> None:
        """Take no more messages; `run` returns when those under way have ended."""
        self._stopping = True
        for lane in self._lanes.values():
            lane.stop()

    async def run(self) -> None:
        """Deliver until `stop` is called. Raises DatabaseUnavailable when the database goes away."""
        holds = SharedHolds(self._dsn)
        means = Means(
            worker=self.id,
            outreach=self._outreach,
            clock=self._clock,
            pace=self._pace,
            holds=holds,
            slots=asyncio.Semaphore(self._pace.connections),
            points=self._points,
        )
        self._lanes = {
            channel.value: Lane(channel, Deliverer(provider, self.breakers[channel], means), self._pace)
            for channel, provider in self._providers.items()
        }
        if self._stopping:
            return
        try:
            async with self._clock.kept_right(), listening(self._dsn, communications.DUE, self._heard):
                await self._run_lanes()
        finally:
            await holds.close()

    async def _run_lanes(self) -> None:
        """Run every lane. When one loses the database all end, each in order; the first failure is told."""
        tasks = [asyncio.create_task(lane.run()) for lane in self._lanes.values()]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for lane in self._lanes.values():
                lane.stop()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        failures = [result for result in results if isinstance(result, Exception)]
        if failures:
            raise failures[0]

    def _heard(self, channel: str) -> None:
        """A notice names its channel; the empty one after a lost connection is for all."""
        lane = self._lanes.get(channel)
        for each in [lane] if lane is not None else list(self._lanes.values()) if not channel else []:
            each.wake()
