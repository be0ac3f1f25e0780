"""Jobs that do nothing, worked off by Accord's worker and by plain `SKIP LOCKED` loops on the bare driver.

The loop with a transaction for each job promises what the worker promises about effects, but counts no
attempts, wakes nobody and gives nothing up. The loop with batches has twenty jobs share one fate: the least
that a queue can cost.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from accord.adapters.queue import Handler, JobQueue, Pace, Worker
from accord.core.context import SYSTEM, Context, Job
from accord.kit import clock
from accord.kit.db import Database, connect
from benchmarks.databases import fresh_database
from benchmarks.harness import median_ratio, percentile, take_turns
from benchmarks.results import Options, Result

NAME = "jobs"
ABOUT = "jobs a second worked off and enqueued, beside plain SKIP LOCKED loops; how fast an idle worker wakes"

JOBS = 4_000
AT_ONCE = 4
BATCH = 20
TARGET_RATIO = 0.3
TARGET_WAKE_MS = 50.0

_PLAIN = "CREATE TABLE plain (id bigserial PRIMARY KEY, name text NOT NULL, payload bytea NOT NULL)"
_FILL_PLAIN = "INSERT INTO plain (name, payload) SELECT 'nothing', '{}' FROM generate_series(1, $1::int)"
_TAKE = """
DELETE FROM plain WHERE id IN (SELECT id FROM plain ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING id
"""


def run(options: Options) -> list[Result]:
    """Measure in turns, then the wake-ups of an idle worker."""
    with fresh_database(options.server, NAME) as dsn:
        asyncio.run(_prepare(dsn))
        sides: dict[str, Callable[[], float]] = {
            "worker": lambda: asyncio.run(worker_rate(dsn)),
            "one by one": lambda: asyncio.run(plain_rate(dsn, AT_ONCE, 1)),
            "batches": lambda: asyncio.run(plain_rate(dsn, 1, BATCH)),
        }
        found = take_turns(options.rounds, sides)
        enqueued = [asyncio.run(enqueue_rate(dsn)) for _ in range(options.rounds)]
        wakes = asyncio.run(wake_ms(dsn))
    return [_throughput(found), _enqueueing(enqueued), _waking(wakes)]


def _throughput(found: dict[str, list[float]]) -> Result:
    figures = {f"{name}_per_second": statistics.median(rates) for name, rates in found.items()}
    figures["to_batches"] = median_ratio(found["worker"], found["batches"])
    return Result(
        name="worked off, worker to a loop with a transaction for each job",
        value=median_ratio(found["worker"], found["one by one"]),
        unit="times",
        target=TARGET_RATIO,
        figures=figures,
    )


def _enqueueing(rates: list[float]) -> Result:
    return Result(name="enqueued in one call", value=statistics.median(rates), unit="jobs/s")


def _waking(wakes: list[float]) -> Result:
    return Result(
        name="from the commit to the start of a job on an idle worker",
        value=percentile(wakes, 0.95),
        unit="ms p95",
        target=TARGET_WAKE_MS,
        higher_is_better=False,
        figures={"p50_ms": percentile(wakes, 0.5), "max_ms": max(wakes)},
    )


async def _prepare(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(_PLAIN)
    await connection.close()


async def plain_rate(dsn: str, connections: int, batch: int) -> float:
    """Jobs a second of loops on the bare driver, each on a connection of its own."""
    pool = await asyncpg.create_pool(dsn, min_size=connections, max_size=connections)
    await pool.execute(_FILL_PLAIN, JOBS)
    began = time.perf_counter()
    await asyncio.gather(*(_loop(pool, batch) for _ in range(connections)))
    took = time.perf_counter() - began
    await pool.close()
    return JOBS / took


async def _loop(pool: asyncpg.Pool, batch: int) -> None:
    async with pool.acquire() as connection:
        while True:
            async with connection.transaction():
                if not await connection.fetch(_TAKE, batch):
                    return


@asynccontextmanager
async def _database(dsn: str) -> AsyncIterator[Database]:
    database = await connect(dsn, size=AT_ONCE + 4)
    try:
        yield database
    finally:
        await database.close()


def _worker(database: Database, dsn: str, do: Callable[[Context, dict[str, Any]], Awaitable[None]]) -> Worker:
    @asynccontextmanager
    async def open_context() -> AsyncIterator[Context]:
        async with database.transaction() as db:
            yield Context(db, SYSTEM, clock.now(), via="job", request_id=None, queue=JobQueue(), reactions={})

    return Worker(
        database,
        dsn,
        {"nothing": Handler(run=do)},
        open_context=open_context,
        queue=JobQueue(),
        pace=Pace(at_once=AT_ONCE),
    )


async def _put(database: Database, jobs: list[Job]) -> None:
    async with database.transaction() as db:
        await JobQueue().put(db, jobs)


async def worker_rate(dsn: str) -> float:
    """Jobs a second of one worker."""
    done = 0

    async def nothing(_ctx: Context, _arguments: dict[str, Any]) -> None:
        nonlocal done
        done += 1
        if done == JOBS:
            worker.stop()

    async with _database(dsn) as database:
        await _put(database, [Job(name="nothing") for _ in range(JOBS)])
        worker = _worker(database, dsn, nothing)
        began = time.perf_counter()
        await worker.run()
        return JOBS / (time.perf_counter() - began)


async def enqueue_rate(dsn: str) -> float:
    """Jobs a second enqueued in one call and one transaction."""
    async with _database(dsn) as database:
        began = time.perf_counter()
        await _put(database, [Job(name="nothing") for _ in range(JOBS)])
        rate = JOBS / (time.perf_counter() - began)
        await database.pool.execute("TRUNCATE pgqueuer")
    return rate


async def wake_ms(dsn: str, times: int = 40) -> list[float]:
    """Milliseconds from the end of the enqueueing transaction to the start of the job, one job at a time."""
    woken: asyncio.Queue[float] = asyncio.Queue()

    async def note(_ctx: Context, _arguments: dict[str, Any]) -> None:
        woken.put_nowait(time.perf_counter())

    found = []
    async with _database(dsn) as database:
        worker = _worker(database, dsn, note)
        task = asyncio.create_task(worker.run())
        await asyncio.sleep(0.5)
        for _ in range(times):
            await _put(database, [Job(name="nothing")])
            committed = time.perf_counter()
            found.append((await woken.get() - committed) * 1000)
            await asyncio.sleep(0.02)
        worker.stop()
        await task
    return found
