"""Imports a file slowly, as a process of its own that a test can kill: `slow_import.py <database> <file>`."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from accord.core.context import SYSTEM, Context, Job
from accord.core.customers.transfer import ImportOptions, ImportProgress, import_customers
from accord.kit import clock
from accord.kit.db import Db, connect

BATCH_ROWS = 100


class NoQueue:
    async def put(self, db: Db, jobs: list[Job]) -> None:
        raise AssertionError(jobs)


def pause(done: ImportProgress) -> None:
    if done.rows_total is not None:
        time.sleep(0.02)


async def main(url: str, path: Path) -> None:
    database = await connect(url, size=2)

    @asynccontextmanager
    async def contexts() -> AsyncIterator[Context]:
        async with database.transaction() as db:
            yield Context(db, SYSTEM, clock.now(), via="cli", request_id=None, queue=NoQueue(), reactions={})

    await import_customers(contexts, path, ImportOptions(batch_rows=BATCH_ROWS), progress=pause)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
