"""The export of customers, beside a bare `COPY` of the same columns as they are stored."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg

from accord.core.customers.transfer import ExportFilter, ImportOptions, export_customers, import_customers
from accord.kit.db import Database, connect
from benchmarks.customer_files import write_customers
from benchmarks.databases import fresh_database
from benchmarks.harness import median_ratio, take_turns
from benchmarks.import_customers import context_on
from benchmarks.results import Options, Result

NAME = "export"
ABOUT = "rows/s of an export of customers, as a share of a bare COPY"
TARGET = 0.8
DEFAULT_ROWS = 100_000

_SAME_COLUMNS = """
SELECT id, given_name, family_name, email, phone, total_spent, order_count, last_order_at, street, city, state,
    zip_code, country, attributes -> 'channel', attributes -> 'frequency', tags, status, created_at
FROM customers WHERE status <> 'merged'
"""
_ALL_COLUMNS = "SELECT * FROM customers"


def run(options: Options) -> list[Result]:
    """Export the same customers in turns, to a file."""
    amount = options.customers or DEFAULT_ROWS
    with (
        tempfile.TemporaryDirectory(prefix="accord-bench-") as folder,
        fresh_database(options.server, "export") as url,
        asyncio.Runner() as runner,
    ):
        source, target = Path(folder) / "in.csv", Path(folder) / "out.csv"
        write_customers(source, amount)
        database = runner.run(connect(url, size=2))
        runner.run(_fill(database, source))
        sides: dict[str, Callable[[], Awaitable[float]]] = {
            "bare": lambda: _by_hand(url, _SAME_COLUMNS, target),
            "whole table": lambda: _by_hand(url, _ALL_COLUMNS, target),
            "accord": lambda: _by_accord(database, target),
        }
        turns = {name: (lambda side=side: runner.run(side())) for name, side in sides.items()}
        seconds = take_turns(options.rounds, turns)
        runner.run(database.close())
    medians = {f"{side} s": statistics.median(values) for side, values in seconds.items()}
    figures = {"rows": amount, **medians}
    beside_all = median_ratio(seconds["whole table"], seconds["accord"])
    return [
        Result(
            name="export/bare COPY",
            value=median_ratio(seconds["bare"], seconds["accord"]),
            unit="x",
            target=TARGET,
            figures=figures,
        ),
        Result(name="export/bare COPY of the whole table", value=beside_all, unit="x"),
    ]


async def _fill(database: Database, source: Path) -> None:
    await import_customers(lambda: context_on(database), source, ImportOptions())
    await database.pool.execute("VACUUM ANALYZE customers")


async def _by_hand(url: str, query: str, target: Path) -> float:
    connection = await asyncpg.connect(url, server_settings={"jit": "off"})
    try:
        began = time.perf_counter()
        await connection.copy_from_query(query, output=target, format="csv", header=True)
        return time.perf_counter() - began
    finally:
        await connection.close()


async def _by_accord(database: Database, target: Path) -> float:
    began = time.perf_counter()
    async with context_on(database) as ctx:
        await export_customers(ctx, ExportFilter(), target)
    return time.perf_counter() - began
