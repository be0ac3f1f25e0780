"""Segments among a million customers: nested rules beside the SQL that a person would write for them."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg

from accord.core import segments
from accord.core.context import SYSTEM, Context, Job
from accord.core.segments import NewSegment, SegmentKind, SegmentQuery
from accord.kit.db import Database, Db, connect
from accord.kit.paging import Page
from benchmarks import people
from benchmarks.databases import fresh_database
from benchmarks.harness import median_ratio, percentile
from benchmarks.results import Options, Result

NAME = "segments"
ABOUT = "nested rules of 4 conditions among 1,000,000 customers, counted, beside hand-written SQL"

CUSTOMERS = 1_000_000
TARGET = 1.2
NOW = datetime(2026, 10, 1, tzinfo=UTC)  # when the invented customers end

Tree = dict[str, Any]


def _tree(spent: int, days: int, tags: list[str], regions: list[str]) -> Tree:
    """Spent more, ordered lately, and has one of the tags or lives in one of the regions."""
    either = [
        {"field": "tags", "operator": "one_of", "value": tags},
        {"field": "region", "operator": "one_of", "value": regions},
    ]
    lately = {"field": "last_order_at", "operator": "last_n_days", "value": days}
    enough = {"field": "total_spent", "operator": "greater_than", "value": spent}
    return {"logic": "AND", "rules": [enough, lately, {"logic": "OR", "rules": either}]}


TREES = {
    "selective": _tree(4200, 60, ["student", "early"], ["Fes"]),
    "broad": _tree(50, 600, ["vip", "newsletter"], ["Nairobi", "Fes", "Lyon", "Oslo"]),
}
BY_HAND = {
    "selective": """
        SELECT count(*) FROM customers WHERE status <> 'merged' AND total_spent > 4200
        AND last_order_at >= timestamptz '2026-10-01Z' - interval '60 days'
        AND last_order_at <= timestamptz '2026-10-01Z'
        AND (tag_keys && '{student,early}' OR lower(region) = 'fes')""",
    "broad": """
        SELECT count(*) FROM customers WHERE status <> 'merged' AND total_spent > 50
        AND last_order_at >= timestamptz '2026-10-01Z' - interval '600 days'
        AND last_order_at <= timestamptz '2026-10-01Z'
        AND (tag_keys && '{vip,newsletter}' OR lower(region) IN ('nairobi', 'fes', 'lyon', 'oslo'))""",
}
CRITERIA: tuple[dict[str, Any], ...] = (
    {},
    {"loyalty_status": ["Gold", "Platinum", "VIP"]},
    {"region": ["Fes", "Marrakesh"]},
    {"tags": ["early"]},
    {"contact_type": "Corporate", "region": "Oslo"},
    {"loyalty_status": "VIP", "region": "Lisbon", "tags": ["student", "corporate"]},
)


def run(options: Options) -> list[Result]:
    """Count both ways in turn, list what was counted, then read segments by criteria as a dialect does."""
    with fresh_database(options.server, NAME) as dsn:
        options.say(f"  inventing {options.customers or CUSTOMERS:,} customers")
        asyncio.run(people.invent(dsn, options.customers or CUSTOMERS))
        return asyncio.run(measure(dsn, options.rounds))


async def measure(dsn: str, rounds: int) -> list[Result]:
    """The results on a database that is filled."""
    database = await connect(dsn, size=1)
    connection = await asyncpg.connect(dsn, server_settings={"jit": "off"})
    try:
        results = [await _compare(database, connection, name, rounds) for name in TREES]
        results += [await _page(database, name, rounds) for name in TREES]
        return results + await _by_criteria(database, connection, rounds)
    finally:
        await connection.close()
        await database.close()


async def _compare(database: Database, connection: Any, name: str, rounds: int) -> Result:
    """Counting by the engine beside counting by hand; both must find the same number."""

    async def by_engine() -> int:
        preview = await _act(database, lambda ctx: _preview(ctx, TREES[name], Page(limit=1, offset=10**9)))
        return int(preview.total or 0)

    async def by_hand() -> int:
        return int(await connection.fetchval(BY_HAND[name]))

    found = {await by_engine(), await by_hand()}
    if len(found) != 1:
        raise RuntimeError(f"the engine and the hand disagree: {found}")
    sides = {"engine": by_engine, "hand": by_hand}
    times: dict[str, list[float]] = {side: [] for side in sides}
    for number in range(rounds):
        for side in list(sides) if number % 2 == 0 else list(reversed(sides)):
            times[side].append(await _time(sides[side]))
    return Result(
        name=f"count, {name}",
        value=median_ratio(times["engine"], times["hand"]),
        unit="x the time of hand-written SQL",
        target=TARGET,
        higher_is_better=False,
        figures={
            "engine_ms": statistics.median(times["engine"]),
            "hand_ms": statistics.median(times["hand"]),
            "found": float(found.pop()),
        },
    )


async def _page(database: Database, name: str, rounds: int) -> Result:
    """An exact count and the five newest customers, as a preview answers them."""

    async def preview() -> Any:
        return await _act(database, lambda ctx: _preview(ctx, TREES[name], Page(limit=5)))

    return await _timed(f"count and 5 newest, {name}", preview, rounds)


async def _by_criteria(database: Database, connection: Any, rounds: int) -> list[Result]:
    """A page of six segments, all counted; and the names of those that one customer matches, of a hundred."""
    await _fill(database)
    query = SegmentQuery(page=Page(limit=len(CRITERIA)), kind=SegmentKind.CRITERIA)
    customer: UUID = await connection.fetchval("SELECT id FROM customers WHERE status = 'active' LIMIT 1")

    async def listed() -> Any:
        return await _act(database, lambda ctx: segments.list_segments(ctx, query))

    async def named() -> Any:
        return await _act(database, lambda ctx: segments.names_matching(ctx, customer))

    return [
        await _timed(f"a page of {len(CRITERIA)} segments, counted", listed, rounds),
        await _timed("the names of one customer's segments, of 100", named, rounds * 20),
    ]


async def _fill(database: Database) -> None:
    for number in range(100):
        definition = CRITERIA[number % len(CRITERIA)]
        new = NewSegment(kind=SegmentKind.CRITERIA, name=f"Segment {number}", definition=definition)
        async with database.transaction() as db:
            await segments.create_segment(_context(db), new)


async def _timed(name: str, act: Callable[[], Awaitable[Any]], rounds: int) -> Result:
    await act()
    times: Sequence[float] = [await _time(act) for _ in range(rounds)]
    figures = {"p50_ms": percentile(times, 0.5), "max_ms": max(times), "runs": float(len(times))}
    return Result(name=name, value=percentile(times, 0.95), unit="ms p95", figures=figures)


async def _time(act: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await act()
    return (time.perf_counter() - began) * 1000


async def _act(database: Database, act: Callable[[Context], Awaitable[Any]]) -> Any:
    async with database.reading() as db:
        return await act(_context(db))


async def _preview(ctx: Context, tree: Tree, page: Page) -> Any:
    return await segments.preview_members(ctx, SegmentKind.RULES, tree, page)


def _context(db: Db) -> Context:
    return Context(db, SYSTEM, NOW, via="benchmark", request_id=None, queue=_NoQueue(), reactions={})


class _NoQueue:
    """Takes no jobs: segments make none."""

    async def put(self, _db: Db, jobs: list[Job]) -> None:
        raise RuntimeError(f"nobody expected {jobs}")
