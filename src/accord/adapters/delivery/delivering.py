"""One message from its lease to the end of an attempt."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from accord.core import communications
from accord.core.communications import (
    Accepted,
    Doubtful,
    FailureKind,
    Leased,
    OutboundMessage,
    Outreach,
    Provider,
    Ready,
    Refused,
    Turn,
)
from accord.core.context import Context
from accord.kit import log
from accord.kit.db import DatabaseUnavailable, SharedHolds, Together

from .breaker import Breaker
from .clocks import SharedClock
from .pace import DeliveryPace
from .points import FailPoint, Points
from .standing import Standing

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0
_CLOSED = "circuit_open"
_NOT_FINISHED = "not_finished"


@dataclass(frozen=True)
class Means:
    """What all lanes of a worker share."""

    worker: UUID
    outreach: Outreach
    clock: SharedClock
    pace: DeliveryPace
    holds: SharedHolds
    slots: asyncio.Semaphore
    points: Points


class Deliverer:
    """Delivers the messages of one lane. Each step commits before the next; messages at the same step share it."""

    def __init__(self, provider: Provider, breaker: Breaker, means: Means) -> None:
        self.provider = provider
        self.breaker = breaker
        self.turn = Turn(worker=means.worker, provider=provider.name, lease_seconds=means.pace.lease_seconds)
        self._outreach = means.outreach
        self.clock = means.clock
        self._pace = means.pace
        self._holds = means.holds
        self._slots = means.slots
        self._points = means.points
        self.standing = Standing(provider, breaker, self.context)
        self._begins = Together(self._begin_all, most=means.pace.batch)
        self._accepts = Together(self._record_accepted, most=means.pace.batch)

    @asynccontextmanager
    async def context(self) -> AsyncIterator[Context]:
        """A transaction, while this worker uses no more connections than it may."""
        async with self._slots, self.clock.context() as ctx:
            yield ctx

    async def deliver(self, leased: Leased) -> bool:
        """Send a leased message if it may go out now, and record what became of it; whether there was an attempt.

        An opt-out waits for messages of its customer that are being handed over: nothing leaves after it. Raises
        DatabaseUnavailable.
        """
        await self._points(FailPoint.AFTER_LEASE, leased.id)
        key = communications.hold_key_of(leased.customer_id)
        async with self._holds.share(key) as held:
            if held:
                return await self._deliver(leased)
            await self._release(leased)
            return False

    async def _deliver(self, leased: Leased) -> bool:
        closed_until = self.breaker.closed_until(self.clock.now())
        reported = False
        try:
            step = await self._begin(leased, closed_until)
            if step is None:
                return False
            await self._points(FailPoint.AFTER_ATTEMPT_RECORDED, leased.id)
            step, outcome = await self._hand_over(step)
            if not _is_ours(outcome):
                reported = True
                self.breaker.report(outcome, self.clock.now())
        finally:
            if closed_until is None and not reported:
                self.breaker.spare()
        await self._points(FailPoint.AFTER_SEND, leased.id)
        await self._record(step, outcome)
        await self._points(FailPoint.AFTER_OUTCOME_RECORDED, leased.id)
        if reported:
            self.standing.note(outcome)
        return True

    async def _begin(self, leased: Leased, closed_until: datetime | None) -> Ready | None:
        """The attempt that has begun; a message in doubt is looked up first."""
        step = await self._begin_once(leased, closed_until)
        if isinstance(step, Doubtful):
            if not await self._settle(step):
                return None
            step = await self._begin_once(leased, closed_until)
        return step if isinstance(step, Ready) else None

    async def _begin_once(self, leased: Leased, closed_until: datetime | None) -> Ready | Doubtful | None:
        if closed_until is None:
            return await self._begins.do(leased)
        async with self.context() as ctx:
            turn = replace(self.turn, closed_until=closed_until)
            return await communications.begin_attempt(ctx, self._outreach, leased, turn)

    async def _begin_all(self, leased: Sequence[Leased]) -> list[Ready | Doubtful | None]:
        async with self.context() as ctx:
            found = await communications.begin_attempts(ctx, self._outreach, leased, self.turn)
        return [found.get(each.id) for each in leased]

    async def _settle(self, doubtful: Doubtful) -> bool:
        """Ask the provider about a message; whether it may be sent again."""
        found, asked = await self._find(doubtful)
        async with self.context() as ctx:
            if not asked and await communications.put_off_doubt(ctx, self._outreach, doubtful, self.turn):
                return False
            if found is not None and await communications.record_found(ctx, doubtful, found):
                return False
            await communications.dismiss_doubt(ctx, doubtful)
        return True

    async def _find(self, doubtful: Doubtful) -> tuple[Accepted | None, bool]:
        """The message as the provider has it, and whether that was to be learnt."""
        try:
            async with asyncio.timeout(self._pace.send_seconds):
                return await self.provider.find(doubtful.message, since=doubtful.since), True
        except Exception as error:  # silence, or an adapter's bug
            log.failure("message not looked up", error, provider=self.provider.name)
            return None, False

    async def _hand_over(self, ready: Ready) -> tuple[Ready, Accepted | Refused]:
        """Finish the message and call the provider; with what it says, or that nobody knows."""
        if ready.is_closed:
            return ready, self._refused(FailureKind.TRANSIENT, _CLOSED, "the provider is taken for sick")
        try:
            finished = replace(ready, message=await self._finished(ready))
        except Exception as error:
            log.failure("message not finished", error, communication=str(ready.communication.id))
            told = "the message could not be completed"
            return ready, self._refused(FailureKind.TRANSIENT, _NOT_FINISHED, told)
        return finished, await self._send(finished.message)

    async def _send(self, message: OutboundMessage) -> Accepted | Refused:
        """Call the provider, within a bounded time."""
        try:
            async with asyncio.timeout(self._pace.send_seconds):
                return await self.provider.send(message)
        except TimeoutError:
            return self._refused(FailureKind.DOUBTFUL, "timeout", "the provider did not answer in time")
        except Exception as error:  # a bug of the adapter: nobody knows how far it came
            log.failure("provider failed", error, provider=self.provider.name)
            return self._refused(FailureKind.DOUBTFUL, "failure", type(error).__name__)

    async def _finished(self, ready: Ready) -> OutboundMessage:
        finisher = self._outreach.finisher
        if finisher is None:
            return ready.message
        return await finisher.finish(ready.communication, ready.message)

    def _refused(self, kind: FailureKind, code: str, told: str) -> Refused:
        return Refused(provider=self.provider.name, kind=kind, code=code, message=told)

    async def _record(self, ready: Ready, outcome: Accepted | Refused) -> None:
        """Record how the attempt ended. A database that is away is waited for as long as the lease runs."""
        pause = _FIRST_PAUSE_SECONDS
        patience = asyncio.get_running_loop().time() + self._pace.lease_seconds / 2
        while True:
            try:
                await self._record_once(ready, outcome)
            except DatabaseUnavailable:
                if asyncio.get_running_loop().time() > patience:
                    raise
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE_SECONDS, pause * 2)
            else:
                return

    async def _record_once(self, ready: Ready, outcome: Accepted | Refused) -> None:
        if isinstance(outcome, Accepted):
            await self._accepts.do((ready, outcome))
            return
        async with self.context() as ctx:
            chance = random.random()  # noqa: S311  nothing is secret here
            await communications.record_refused(ctx, self._outreach, ready, outcome, self.turn, chance=chance)

    async def _record_accepted(self, taken: Sequence[tuple[Ready, Accepted]]) -> list[None]:
        async with self.context() as ctx:
            await communications.record_accepted(ctx, taken)
        return [None] * len(taken)

    async def _release(self, leased: Leased) -> None:
        async with self.context() as ctx:
            await communications.release_leases(ctx, [leased], self.turn)


def _is_ours(outcome: Accepted | Refused) -> bool:
    """Whether the provider was not asked at all, so that the outcome says nothing about it."""
    return isinstance(outcome, Refused) and outcome.code in (_CLOSED, _NOT_FINISHED)
