"""A worker in a process of its own, for tests that kill it: `python -m adapters.queue.killable URL`.

Prints a line when a job has begun. `slow` jobs write their effect and then wait; `deadly` ones kill the
process.
"""

import asyncio
import os
import signal
import sys
from typing import Any

from sqlalchemy import text

from accord.adapters.queue import Backoff, Handler, JobQueue, Pace, Worker
from accord.core.context import Context
from accord.kit.db import connect, statement
from adapters.queue.workshop import open_context

_WRITE = statement(text("INSERT INTO effects (note) VALUES (:note)"))
PACE = Pace(
    at_once=2, poll_seconds=0.1, lease_seconds=0.3, backoff=Backoff(first=0.02, factor=1.0, longest=0.02)
)


async def slow(ctx: Context, arguments: dict[str, Any]) -> None:
    await ctx.db.execute(_WRITE, note=arguments["note"])
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    await asyncio.sleep(arguments["seconds"])


async def deadly(_ctx: Context, _arguments: dict[str, Any]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def main(dsn: str) -> None:
    database = await connect(dsn, size=6)
    handlers = {"slow": Handler(run=slow), "deadly": Handler(run=deadly, attempts=3)}
    worker = Worker(
        database, dsn, handlers, open_context=lambda: open_context(database), queue=JobQueue(), pace=PACE
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
    await worker.run()
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
