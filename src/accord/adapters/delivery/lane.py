"""One channel's share of a worker: its provider, its slots, its pace."""

import asyncio
from contextlib import suppress

from accord.core import communications
from accord.core.communications import Leased
from accord.core.context import Context
from accord.core.interactions import Channel
from accord.kit import log
from accord.kit.db import DatabaseUnavailable

from .delivering import Deliverer
from .pace import DeliveryPace

_CLOCK_STEP_SECONDS = 0.002
_SHORTEST_REST_SECONDS = 0.02
_LONGEST_FRUITLESS_SECONDS = 2.0
# While messages queue up, slots that come free within this time are filled together.
_GATHER_SECONDS = 0.01
# While the provider is sick, those that can only wait for it are put off so slowly.
_PUT_OFF_SECONDS = 1.0
_AT_WORK_SECONDS = 30.0


class Lane:
    """Leases messages of one channel as long as it has slots for them, and delivers them."""

    def __init__(self, channel: Channel, deliverer: Deliverer, pace: DeliveryPace) -> None:
        self.channel = channel
        self._deliverer = deliverer
        self._pace = pace
        self._running: set[asyncio.Task[None]] = set()
        self._nudge = asyncio.Event()
        self._stopping = False
        self._news = True
        self._full = False
        self._fruitless = 0
        self._look_at = 0.0
        self._fetched_at = 0.0
        self._next_at = 0.0
        self._note_at = 0.0
        self._served: dict[int, str] = {}
        self._has_put_off = False

    def wake(self) -> None:
        """Something may be due."""
        self._news = True
        self._nudge.set()

    def stop(self) -> None:
        """Take no more messages."""
        self._stopping = True
        self._nudge.set()

    async def run(self) -> None:
        """Deliver until `stop` is called, and then see those under way to their end. Raises DatabaseUnavailable."""
        grace = 0.0
        try:
            while not self._stopping:
                self._nudge.clear()
                await self._fetch()
                await self._rest()
            grace = self._pace.grace_seconds
        except DatabaseUnavailable:  # what is on its way is recorded as soon as the database is back
            grace = self._pace.grace_seconds
            raise
        finally:
            await self._wind_down(grace)

    async def _fetch(self) -> None:
        room = min(self._pace.at_once - len(self._running), self._pace.batch)
        if not self._news or room <= 0 or self._ready_in() > 0:
            return
        self._news = self._has_put_off = False
        self._fetched_at = asyncio.get_running_loop().time()
        taken = await self._lease(room)
        for each, seconds in taken:
            task = asyncio.create_task(self._deliver(each, seconds))
            self._running.add(task)
            task.add_done_callback(self._ended)
        self._served |= {each.priority: each.sender for each, _ in taken}
        self._news = self._news or self._full
        self._fruitless = 0 if taken else self._fruitless + 1
        self._look_at = asyncio.get_running_loop().time() + await self._patience()

    async def _lease(self, most: int) -> list[tuple[Leased, float]]:
        """Messages, and the seconds after which each may go: at once where the channel has no limit."""
        limit = self._pace.per_second.get(self.channel)
        turn = self._deliverer.turn
        async with self._deliverer.context() as ctx:
            if limit is None:
                await self._note_at_work(ctx)
                leased = await communications.lease_due(
                    ctx, self.channel, turn, most=most, served=self._served
                )
                self._full = len(leased) == most
                return [(each, 0.0) for each in leased]
            paced = await communications.lease_at_pace(
                ctx, self.channel, turn, most=most, per_second=limit, served=self._served
            )
        self._full = paced.is_full
        self._next_at = asyncio.get_running_loop().time() + paced.next_in_seconds
        return list(zip(paced.leased, paced.go_in_seconds, strict=True))

    async def _note_at_work(self, ctx: Context) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._note_at:
            self._note_at = now + _AT_WORK_SECONDS
            await communications.note_at_work(ctx, self.channel)

    def _ready_in(self) -> float:
        """Seconds until another look is worth while; 0 when it is now."""
        now = asyncio.get_running_loop().time()
        is_waiting = self._has_put_off and self._deliverer.breaker.is_open
        rested = self._fetched_at + _PUT_OFF_SECONDS - now if is_waiting else 0.0
        return max(0.0, self._next_at - now, rested, self._gathering_seconds())

    def _gathering_seconds(self) -> float:
        """Seconds until a few free slots are worth a look while messages queue up; 0 when they are now."""
        if not self._full or len(self._running) <= self._pace.at_once // 2:
            return 0.0
        return max(0.0, self._fetched_at + _GATHER_SECONDS - asyncio.get_running_loop().time())

    async def _patience(self) -> float:
        """Seconds until it is worth another look if nothing is heard: exact when a message has a time."""
        if self._news:
            return self._pace.poll_seconds
        async with self._deliverer.context() as ctx:
            due = await communications.next_due(ctx, self.channel, depth=self._pace.at_once + 1)
        if due is None:
            return self._pace.poll_seconds
        seconds = (due - self._deliverer.clock.now()).total_seconds()
        if seconds <= 0:  # another worker has it in its hands
            grown = _SHORTEST_REST_SECONDS * 2.0 ** min(self._fruitless, 10)
            return min(_LONGEST_FRUITLESS_SECONDS, grown)
        return min(self._pace.poll_seconds, seconds + _CLOCK_STEP_SECONDS)

    async def _deliver(self, leased: Leased, seconds: float) -> None:
        try:
            if seconds > 0:
                await asyncio.sleep(seconds)
            if not await self._deliverer.deliver(leased):
                self._has_put_off = True
        except DatabaseUnavailable as error:
            log.warning("message not delivered now", problem=str(error), communication=str(leased.id))
        except Exception as error:  # the lane goes on; the lease ends by itself
            log.failure("delivery failed", error, communication=str(leased.id))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if self._full:
            self._news = True
        self._nudge.set()

    async def _rest(self) -> None:
        """Wait until something happens or it is time for another look."""
        if self._stopping:
            return
        now = asyncio.get_running_loop().time()
        wait = max(0.0, self._look_at - now)
        if self._news:
            has_slots = len(self._running) < self._pace.at_once
            wait = self._ready_in() if has_slots else self._pace.poll_seconds
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._nudge.wait()
        if asyncio.get_running_loop().time() >= self._look_at:
            self._news = True

    async def _wind_down(self, grace_seconds: float) -> None:
        if self._running:
            await asyncio.wait(self._running, timeout=grace_seconds)
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._deliverer.standing.finish(seconds=grace_seconds)
