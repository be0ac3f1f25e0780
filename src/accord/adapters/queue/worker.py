"""The worker: takes jobs from the queue and has them done, several at a time, until it is stopped."""

import asyncio
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from uuid import uuid4

from accord.core.context import Queue
from accord.kit import clock, log
from accord.kit.db import Database, DatabaseUnavailable, listening

from . import store
from .claim_store import Claims
from .handlers import Handler, Pace, Schedule
from .performing import OpenContext, Performer
from .records import ClaimedJob
from .schedules import Planner

_SHORT_SECONDS = 1.0
_SHORTEST_REST_SECONDS = 0.05
_CLOCK_STEP_SECONDS = 0.005


class Worker:
    """Does jobs. Any number of workers may share a queue, in one process or in many.

    A job is fetched, its attempt counted, and its handler run in a transaction that also ends the job: its
    effects happen once. If the worker dies, the transaction is rolled back and another worker finds the
    job; after too many deaths or errors it is among the dead jobs. While the queue is empty the worker
    waits for a notice.
    """

    def __init__(
        self,
        database: Database,
        dsn: str,
        handlers: Mapping[str, Handler],
        *,
        open_context: OpenContext,
        queue: Queue,
        schedules: Sequence[Schedule] = (),
        pace: Pace = Pace(),  # noqa: B008  frozen
    ) -> None:
        self.id = uuid4()
        self._database = database
        self._dsn = dsn
        self._handlers = handlers
        self._pace = pace
        limits = {name: handler.at_once for name, handler in handlers.items()}
        self._claims = Claims(database, self.id, limits, lease_seconds=pace.lease_seconds)
        self._performer = Performer(database, self.id, handlers, open_context, pace.backoff)
        self._planner = Planner(database, queue, schedules)
        self._fetched: deque[ClaimedJob] = deque()
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._nudge = asyncio.Event()
        self._news = True
        self._look_at = 0.0
        self._fetched_at = 0.0
        self._prefetch = 0
        self._full = False
        self._fruitless = 0

    def stop(self) -> None:
        """Take no more jobs; `run` returns when those under way have ended."""
        self._stopping = True
        self._nudge.set()

    async def run(self) -> None:
        """Do jobs until `stop` is called. Raises DatabaseUnavailable when the database goes away."""
        grace = 0.0
        try:
            async with listening(self._dsn, store.CHANNEL, self._heard):
                await self._report_unknown_jobs()
                while not self._stopping:
                    self._nudge.clear()
                    await self._planner.fire()
                    await self._fetch()
                    self._begin()
                    await self._give_back_stalled()
                    await self._rest()
            grace = self._pace.grace_seconds
        finally:
            await self._wind_down(grace)

    def _heard(self, _payload: str) -> None:
        self._news = True
        self._nudge.set()

    async def _report_unknown_jobs(self) -> None:
        async with self._database.reading() as db:
            unknown = await store.unknown_names(db, list(self._handlers))
        if unknown:
            log.warning("jobs wait that this worker cannot do", jobs=sorted(unknown))

    async def _fetch(self) -> None:
        """Take jobs, if there may be some and there is room for them."""
        room = self._room()
        if self._fetched or not self._news or not room:
            return
        self._news = False
        self._fetched.extend(await self._claims.take(room))
        self._fetched_at = time.monotonic()
        self._full = len(self._fetched) == room
        self._fruitless = 0 if self._fetched else self._fruitless + 1
        self._news = self._news or self._full
        self._look_at = time.monotonic() + await self._patience()

    def _room(self) -> int:
        """How many jobs to take: as many as can begin now, and more while they turn out to be short."""
        free = self._pace.at_once - len(self._running)
        if self._fetched:
            return free
        short = self._full and time.monotonic() - self._fetched_at < _SHORT_SECONDS
        self._prefetch = min(self._pace.batch, 2 * max(self._prefetch, self._pace.at_once)) if short else 0
        return max(free, self._prefetch)

    async def _patience(self) -> float:
        """Seconds until the queue is worth another look if nothing is heard: exact when a job has a time."""
        poll = self._pace.poll_seconds
        if self._news:
            return poll
        async with self._database.reading() as db:
            due = await store.next_due(db, list(self._handlers))
        if due is None:
            return poll
        if due <= 0:  # somebody keeps it: a limit, or a transaction that asked for it again
            return min(poll, _SHORTEST_REST_SECONDS * 2.0**self._fruitless)
        return min(poll, due + _CLOCK_STEP_SECONDS)

    def _begin(self) -> None:
        while self._fetched and len(self._running) < self._pace.at_once and not self._stopping:
            task = asyncio.create_task(self._do(self._fetched.popleft()))
            self._running.add(task)
            task.add_done_callback(self._ended)

    async def _do(self, job: ClaimedJob) -> None:
        done = False
        try:
            done = await self._performer.perform(job)
        except Exception as error:  # the worker goes on
            log.failure("job not ended", error, job=job.name, job_id=job.id)
        if not done or self._handlers[job.name].at_once:
            self._news = True

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._nudge.set()

    async def _give_back_stalled(self) -> None:
        """Give jobs back that have waited here for long ones, so that other workers can have them."""
        if self._fetched and time.monotonic() - self._fetched_at > self._pace.lease_seconds / 4:
            jobs = list(self._fetched)
            self._fetched.clear()
            self._full = False
            self._news = True
            await self._performer.release(jobs)

    async def _rest(self) -> None:
        """Wait until something happens or it is time for another look."""
        if self._stopping:
            return
        wait = self._look_at - time.monotonic()
        if self._planner.next_at is not None:
            wait = min(wait, (self._planner.next_at - clock.now()).total_seconds())
        if self._fetched:
            wait = min(wait, self._pace.lease_seconds / 4)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(wait, 0.0)):
                await self._nudge.wait()
        if time.monotonic() >= self._look_at:
            self._news = True

    async def _wind_down(self, grace_seconds: float) -> None:
        """Give back what has not begun, let the rest end, and cut off what does not."""
        try:
            await self._performer.release(list(self._fetched))
        except DatabaseUnavailable as error:
            log.failure("jobs not given back, their leases must end first", error)
        self._fetched.clear()
        if self._running:
            await asyncio.wait(self._running, timeout=grace_seconds)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
