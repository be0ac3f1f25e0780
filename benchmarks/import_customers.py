"""The import of a file of customers, beside the same `COPY` and merge written by hand.

Both make the same customers, identities and events under the same indexes, each in a new database. The one by hand
checks addresses by a pattern and nothing else, tells nobody what was wrong, and cannot go on after a crash.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg

from accord.core.context import SYSTEM, Context, Job
from accord.core.customers.transfer import ImportOptions, import_customers
from accord.kit import clock
from accord.kit.db import Database, Db, connect
from benchmarks.customer_files import write_customers
from benchmarks.databases import fresh_database
from benchmarks.harness import median_ratio, take_turns
from benchmarks.results import Options, Result

NAME = "import"
ABOUT = "rows/s of an import of customers, as a share of COPY and merge by hand"
TARGET = 0.5
DEFAULT_ROWS = 100_000
MOST_ROUNDS = 3

Side = Callable[[str, Path], Coroutine[Any, Any, tuple[float, tuple[int, ...]]]]

_UUID7 = """
CREATE FUNCTION uuid7() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
        52, 1), 53, 1), 'hex')::uuid $$
"""
_RAW = """
CREATE UNLOGGED TABLE raw (n bigint GENERATED ALWAYS AS IDENTITY, first_name text, last_name text, email text,
    phone text, city text, country text, spent text, orders text, last_order text, tags text)
"""
_COLUMNS = [
    "first_name",
    "last_name",
    "email",
    "phone",
    "city",
    "country",
    "spent",
    "orders",
    "last_order",
    "tags",
]
_MERGE = r"""
WITH good AS (
    SELECT DISTINCT ON (lower(email)) * FROM raw
    WHERE email ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' ORDER BY lower(email), n
), new AS MATERIALIZED (SELECT uuid7() AS id, good.* FROM good ORDER BY n),
made AS (
    INSERT INTO customers (id, reference, given_name, family_name, full_name, email, phone, city, country, tags,
        tag_keys, opening_spent, opening_orders, opening_last_order_at, total_spent, order_count, last_order_at,
        created_at)
    SELECT id, 'CUS-20260101000000-' || lpad(to_hex(n), 6, '0'), first_name, last_name,
        first_name || ' ' || last_name, email, phone, city, country, string_to_array(tags, ';'),
        string_to_array(lower(tags), ';'), spent::numeric, orders::int, last_order::timestamptz, spent::numeric,
        orders::int, last_order::timestamptz, now()
    FROM new
), mails AS (
    INSERT INTO customer_identities (id, customer_id, kind, value, normalised, source, created_at)
    SELECT uuid7(), id, 'email', email, lower(email), 'import', now() FROM new
), phones AS (
    INSERT INTO customer_identities (id, customer_id, kind, value, normalised, source, created_at)
    SELECT uuid7(), id, 'phone', phone, regexp_replace(phone, '[^0-9+]', '', 'g'), 'import', now() FROM new
)
INSERT INTO events (id, type, customer_id, subject_id, actor_kind, actor_id, actor_name, via, data, occurred_at)
SELECT uuid7(), 'customer.created', id, id, 'system', 'system', 'System', 'cli', '{}', now() FROM new
"""
_LEFT = """
SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM customer_identities),
    (SELECT count(*) FROM events WHERE type = 'customer.created')
"""


class NoQueue:
    """Nothing reacts to an import here."""

    async def put(self, db: Db, jobs: list[Job]) -> None:
        """Refuse."""
        raise AssertionError(db, jobs)


@asynccontextmanager
async def context_on(database: Database) -> AsyncIterator[Context]:
    """A context in a transaction of its own."""
    async with database.transaction() as db:
        yield Context(db, SYSTEM, clock.now(), via="cli", request_id=None, queue=NoQueue(), reactions={})


def run(options: Options) -> list[Result]:
    """Import the same file in turns."""
    amount = options.customers or DEFAULT_ROWS
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        path = Path(folder) / "customers.csv"
        write_customers(path, amount)
        left: set[tuple[int, ...]] = set()
        sides = {
            "bare": lambda: _measured(options.server, _by_hand, path, left),
            "accord": lambda: _measured(options.server, _by_accord, path, left),
        }
        seconds = take_turns(min(options.rounds, MOST_ROUNDS), sides)
    if len(left) != 1:
        raise RuntimeError(f"the sides did not make the same rows: {left}")
    ratio = median_ratio(seconds["bare"], seconds["accord"])
    medians = {f"{side} s": statistics.median(values) for side, values in seconds.items()}
    figures = {"rows": amount, **medians, "accord rows/s": amount / medians["accord s"]}
    return [Result(name="import/bare merge", value=ratio, unit="x", target=TARGET, figures=figures)]


def _measured(server: str, side: Side, path: Path, left: set[tuple[int, ...]]) -> float:
    with fresh_database(server, "import") as url:
        seconds, rows = asyncio.run(side(url, path))
        left.add(rows)
    return seconds


async def _by_hand(url: str, path: Path) -> tuple[float, tuple[int, ...]]:
    connection = await asyncpg.connect(url, server_settings={"jit": "off"})
    try:
        await connection.execute(_UUID7)
        began = time.perf_counter()
        async with connection.transaction():
            await connection.execute("SET LOCAL work_mem = '256MB'")
            await connection.execute(_RAW)
            await connection.copy_to_table("raw", source=path, columns=_COLUMNS, format="csv", header=True)
            await connection.execute("ANALYZE raw")
            await connection.execute(_MERGE)
            await connection.execute("DROP TABLE raw")
        return time.perf_counter() - began, tuple(await connection.fetchrow(_LEFT))
    finally:
        await connection.close()


async def _by_accord(url: str, path: Path) -> tuple[float, tuple[int, ...]]:
    database = await connect(url, size=2)
    try:
        began = time.perf_counter()
        await import_customers(lambda: context_on(database), path, ImportOptions())
        return time.perf_counter() - began, tuple(await database.pool.fetchrow(_LEFT))
    finally:
        await database.close()
