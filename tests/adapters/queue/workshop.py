"""Workers with short times, and what tests look at around them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from accord.adapters.queue import Backoff, Handler, JobHandler, JobQueue, Pace, Schedule, Worker
from accord.core.context import SYSTEM, Context, Job
from accord.kit import clock
from accord.kit.db import Database

QUICK = Pace(
    at_once=4,
    poll_seconds=0.3,
    lease_seconds=0.5,
    grace_seconds=5.0,
    backoff=Backoff(first=0.05, factor=2.0, longest=1.0),
)


@asynccontextmanager
async def open_context(database: Database) -> AsyncIterator[Context]:
    async with database.transaction() as db:
        yield Context(db, SYSTEM, clock.now(), via="job", request_id=None, queue=JobQueue(), reactions={})


class Workshop:
    """One database, and any number of workers on it."""

    def __init__(self, database: Database, dsn: str) -> None:
        self.database = database
        self.dsn = dsn

    async def enqueue(self, *jobs: Job) -> None:
        async with self.database.transaction() as db:
            await JobQueue().put(db, list(jobs))

    def worker(
        self,
        handlers: Mapping[str, JobHandler | Handler],
        *,
        pace: Pace = QUICK,
        schedules: Sequence[Schedule] = (),
        dsn: str | None = None,
    ) -> Worker:
        ready = {
            name: handler if isinstance(handler, Handler) else Handler(run=handler)
            for name, handler in handlers.items()
        }
        return Worker(
            self.database,
            dsn or self.dsn,
            ready,
            open_context=lambda: open_context(self.database),
            queue=JobQueue(),
            schedules=schedules,
            pace=pace,
        )

    @asynccontextmanager
    async def working(
        self, handlers: Mapping[str, JobHandler | Handler], **given: Any
    ) -> AsyncIterator[Worker]:
        """A worker that runs as long as the block."""
        worker = self.worker(handlers, **given)
        task = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            worker.stop()
            await task

    async def waiting(self) -> list[dict[str, Any]]:
        """The queue's rows, in order."""
        rows = await self.database.pool.fetch("SELECT * FROM pgqueuer ORDER BY id")
        return [dict(row) for row in rows]

    async def names(self) -> list[str]:
        return [row["entrypoint"] for row in await self.waiting()]

    async def dead(self) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.database.pool.fetch("SELECT * FROM dead_jobs ORDER BY id")]

    async def empty(self) -> bool:
        return not await self.waiting()


async def until(holds: Callable[[], Awaitable[bool]] | Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something holds. Raises TimeoutError when it does not in time."""
    async with asyncio.timeout(seconds):
        while True:
            found = holds()
            if await found if isinstance(found, Awaitable) else found:
                return
            await asyncio.sleep(0.01)


def slower(pace: Pace, **given: Any) -> Pace:
    return msgspec.structs.replace(pace, **given)
