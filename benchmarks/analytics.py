"""The dashboard among a million customers and five million interactions, and what counting costs every write."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from accord.core import customers, interactions
from accord.core.analytics import dashboard
from accord.core.context import SYSTEM, Context, Job
from accord.core.customers import BankSegment, NewCustomer
from accord.core.interactions import Channel, NewInteraction
from accord.kit import clock
from accord.kit.db import Database, Db, connect
from benchmarks import contacts, people
from benchmarks.databases import fresh_database
from benchmarks.harness import (
    Child,
    accord_command,
    accord_environment,
    child,
    free_port,
    issue_token,
    median_ratio,
    percentile,
)
from benchmarks.results import Options, Result

NAME = "analytics"
ABOUT = (
    "the dashboard among 1,000,000 customers, 5,000,000 interactions and 500,000 cases; what counting costs"
)

CUSTOMERS = 1_000_000
TARGET_MS = 300.0
DAYS = 5 * 365.0
RUNS = 40
WRITES = 400
ZONES = ("UTC", "Asia/Kolkata")  # days that begin with UTC's, and days that begin within an hour of it
PARTS = ("customers", "cases", "interactions")
COUNTING = ("customers", "interactions")


def run(options: Options) -> list[Result]:
    """Read over HTTP with several periods, then write with and without counting, then fold and verify."""
    count = options.customers or CUSTOMERS
    with fresh_database(options.server, NAME) as dsn:
        options.say(f"  inventing {count:,} customers, {5 * count:,} interactions, {count // 2:,} cases")
        asyncio.run(_invent(dsn, count))
        results = [result for zone in ZONES for result in _read(dsn, zone)]
        return results + asyncio.run(_write(dsn, options.rounds)) + asyncio.run(_tend(dsn))


async def _invent(dsn: str, count: int) -> None:
    now = clock.now()
    await people.invent(dsn, count)
    await contacts.invent(dsn, "interactions", 5 * count, until=now, days=DAYS)
    await contacts.invent(dsn, "cases", count // 2, until=now, days=DAYS)


def _read(dsn: str, zone: str) -> list[Result]:
    """Every figure over HTTP, in an organisation of a zone."""
    today = clock.now().date()
    year = f"?startDate={today - timedelta(days=500)}&endDate={today - timedelta(days=135)}"
    month = f"?startDate={today - timedelta(days=45)}&endDate={today - timedelta(days=15)}"
    asked = {"ever": "dashboard", "a year": f"dashboard{year}", "a month": f"dashboard{month}"}
    asked |= {f"{part} of a year": part + year for part in PARTS}
    with tempfile.TemporaryDirectory() as folder, _accord(dsn, Path(folder), zone) as (server, token):
        headers = {"authorization": f"Bearer {token}"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=60) as client:
            return [
                _timed(client, f"{name}, {zone}", f"/banking/api/analytics/{path}")
                for name, path in asked.items()
            ]


@contextmanager
def _accord(dsn: str, folder: Path, zone: str) -> Iterator[tuple[Child, str]]:
    environ = accord_environment(dsn, folder) | {"ACCORD_ORGANISATION__TIMEZONE": zone}
    token, port = issue_token(environ), free_port()
    with child((accord_command(), "serve", "--port", str(port)), port, environ, folder / "log") as server:
        server.wait_until("/readyz")
        yield server, token


def _timed(client: httpx.Client, name: str, path: str) -> Result:
    for _ in range(3):
        client.get(path).raise_for_status()
    times = [client.get(path).elapsed.total_seconds() * 1000 for _ in range(RUNS)]
    return _result(name, times, TARGET_MS)


async def _write(dsn: str, rounds: int) -> list[Result]:
    """Logging interactions and creating customers, with counting and without, in turns."""
    database = await connect(dsn, size=16)
    connection = await asyncpg.connect(dsn)
    try:
        known: UUID = await connection.fetchval("SELECT id FROM customers WHERE status = 'active' LIMIT 1")
        ids = [
            row["id"]
            for row in await connection.fetch("SELECT id FROM customers WHERE status = 'active' LIMIT 5000")
        ]
        acts: dict[str, Callable[[Context, int], Awaitable[Any]]] = {
            "an interaction": lambda ctx, _: _log(ctx, known),
            "an interaction, 16 at once": lambda ctx, number: _log(ctx, ids[number % len(ids)]),
            "a customer": lambda ctx, _: _create(ctx),
        }
        return [
            await _compare(database, connection, name, act, rounds, at_once=16 if "16" in name else 1)
            for name, act in acts.items()
        ]
    finally:
        await connection.close()
        await database.close()


async def _compare(
    database: Database,
    connection: Any,
    name: str,
    act: Callable[[Context, int], Awaitable[Any]],
    rounds: int,
    *,
    at_once: int,
) -> Result:
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * rounds + 2):
        is_counting = number % 4 in (0, 3)
        for table in COUNTING:
            await connection.execute(
                f"ALTER TABLE {table} {'ENABLE' if is_counting else 'DISABLE'} TRIGGER USER"
            )
        took = await _many(database, act, at_once)
        times[is_counting] += [took] if number > 1 else []
    for table in COUNTING:
        await connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    pairs = min(map(len, times.values()))
    return Result(
        name=f"writing {name}, counted",
        value=median_ratio(times[True][:pairs], times[False][:pairs]),
        unit="x the time without counting",
        higher_is_better=False,
        figures={
            "counted_ms": statistics.median(times[True]),
            "uncounted_ms": statistics.median(times[False]),
        },
    )


async def _many(database: Database, act: Callable[[Context, int], Awaitable[Any]], at_once: int) -> float:
    """Milliseconds of one write, of many in a row on each of so many connections."""

    async def some(first: int) -> None:
        for number in range(first, WRITES, at_once):
            async with database.transaction() as db:
                await act(_context(db), number)

    began = time.perf_counter()
    await asyncio.gather(*(some(first) for first in range(at_once)))
    return (time.perf_counter() - began) * 1000 / WRITES


async def _log(ctx: Context, customer_id: UUID) -> None:
    new = NewInteraction(customer_id=customer_id, channel=Channel.PHONE, summary="Asked", duration_minutes=5)
    await interactions.log_interaction(ctx, new)


async def _create(ctx: Context) -> None:
    new = NewCustomer(given_name="Amina", family_name="Otieno", bank_segment=BankSegment.RETAIL)
    await customers.create_customer(ctx, new)


async def _tend(dsn: str) -> list[Result]:
    """Reading before what was written is folded, folding it, and holding the counts against the rows."""
    database = await connect(dsn, size=1)
    period = dashboard.Period()
    try:
        steps: dict[str, Callable[[Context], Awaitable[Any]]] = {
            "counting all rows again": dashboard.reconcile_counts,
            "the dashboard as an act, before folding": lambda ctx: dashboard.get_dashboard(ctx, period),
            "folding what was written": lambda ctx: dashboard.fold_counts(ctx, {}),
            "the dashboard as an act, after folding": lambda ctx: dashboard.get_dashboard(ctx, period),
        }
        return [await _step(database, name, step) for name, step in steps.items()]
    finally:
        await database.close()


async def _step(database: Database, name: str, step: Callable[[Context], Awaitable[Any]]) -> Result:
    times = []
    for _ in range(1 if name.startswith(("folding", "counting")) else 10):
        began = time.perf_counter()
        async with database.transaction() as db:
            await step(_context(db))
        times.append((time.perf_counter() - began) * 1000)
    return _result(name, times, None)


def _result(name: str, times: list[float], target: float | None) -> Result:
    return Result(
        name=name,
        value=percentile(times, 0.95),
        unit="ms p95" if len(times) > 1 else "ms",
        target=target,
        higher_is_better=False,
        figures={"p50_ms": percentile(times, 0.5), "max_ms": max(times), "runs": float(len(times))},
    )


def _context(db: Db) -> Context:
    return Context(db, SYSTEM, clock.now(), via="benchmark", request_id=None, queue=_NoQueue(), reactions={})


class _NoQueue:
    """Takes no jobs: nothing here makes any."""

    async def put(self, _db: Db, jobs: list[Job]) -> None:
        raise RuntimeError(f"nobody expected {jobs}")
