"""A worker in a process of its own that kills itself: `python -m core.automation.killable URL FAILPOINT PASSES`.

It dies the given time that it passes the failpoint: `begun` before a job does anything, `effect` when what a step did
is written and the next step is being asked for, `done` when the job has done everything but commit, `committed` just
after that. With `never` it works until it is stopped.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from accord.adapters.queue import Backoff, Handler, JobHandler, JobQueue, Pace, Worker
from accord.app.jobs import jobs_of
from accord.core.context import SYSTEM, Context, Job
from accord.core.reactions import REACTIONS
from accord.kit import clock
from accord.kit.db import Database, Db, connect
from make.providers import plain_outreach

PACE = Pace(
    at_once=4, poll_seconds=0.1, lease_seconds=0.3, backoff=Backoff(first=0.02, factor=1.0, longest=0.02)
)


class Failpoint:
    """A place to die at, the n-th time that it is passed."""

    def __init__(self, name: str, passes: int) -> None:
        self._name = name
        self._left = passes

    def passed(self, name: str) -> None:
        if name == self._name:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)


class DeadlyQueue(JobQueue):
    """Dies when a step asks for the next one."""

    def __init__(self, failpoint: Failpoint) -> None:
        self._failpoint = failpoint

    async def put(self, db: Db, jobs: list[Job]) -> None:
        await super().put(db, jobs)
        self._failpoint.passed("effect")


def deadly(handler: Handler, failpoint: Failpoint) -> Handler:
    """A handler that dies before or after its work."""
    run: JobHandler = handler.run

    async def watched(ctx: Context, arguments: dict[str, Any]) -> None:
        failpoint.passed("begun")
        await run(ctx, arguments)
        failpoint.passed("done")

    return msgspec.structs.replace(handler, run=watched)


async def main(dsn: str, failpoint: Failpoint) -> None:
    database: Database = await connect(dsn, size=8)
    queue = DeadlyQueue(failpoint)

    @asynccontextmanager
    async def open_context() -> AsyncIterator[Context]:
        async with database.transaction() as db:
            yield Context(
                db, SYSTEM, clock.now(), via="job", request_id=None, queue=queue, reactions=REACTIONS
            )
        failpoint.passed("committed")

    handlers = {
        name: deadly(handler, failpoint) for name, handler in jobs_of(database, plain_outreach()).items()
    }
    worker = Worker(database, dsn, handlers, open_context=open_context, queue=queue, pace=PACE)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
    await worker.run()
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Failpoint(sys.argv[2], int(sys.argv[3]))))
