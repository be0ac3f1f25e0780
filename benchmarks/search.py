"""Finding customers among a million by fragments of names, e-mail addresses and phones."""

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import asyncpg
import httpx

from accord.core import customers
from accord.core.context import SYSTEM, Context, Job
from accord.core.customers import ContactType, CustomerQuery, Loyalty
from accord.kit import clock
from accord.kit.db import Database, Db, connect
from accord.kit.paging import Page
from benchmarks import people
from benchmarks.databases import fresh_database
from benchmarks.harness import (
    Child,
    accord_command,
    accord_environment,
    child,
    free_port,
    issue_token,
    percentile,
)
from benchmarks.results import Options, Result

NAME = "search"
ABOUT = "a page of 20 by fragment and filters among 1,000,000 customers, p50, p95 and slowest"

CUSTOMERS = 1_000_000
PAGE = Page(limit=20, want_total=False)
TARGET_MS = 50.0

WORST = "worst cases"
TERMS = {
    "common": ("gmail", "gmail.com", "@yahoo", "example", ".com", "amina", "254"),
    "name": (
        "Amina Ben",
        "khadija",
        "Lindqvist",
        "Xhemacher",
        "Mwangi",
        "Björn",
        "sebastian zulu",
        "anderström",
    ),
    "company": ("& sons", "Rossi & Sons", "novstein & sons"),
    "three letters": ("ben", "sen", "zul", "qvi", "vic", "xim", "791"),
    "two letters": ("am", "zu", "xh", "@g", "éo", "19"),
    "one letter": ("a", "q", "ł", "+"),
    "no match": ("zzqqxx", "nobody@nowhere", "0000000000000", "amina zzz", "qqq", "gmail.org"),
    # No trigram tells these from what does not match, so that all or many rows have to be looked at.
    WORST: ("jq", "%", "son@", "aj@"),
}
FILTERED = (
    CustomerQuery(page=PAGE, search="gmail", region="Nairobi", loyalty=Loyalty.VIP),
    CustomerQuery(page=PAGE, search="amina", contact_type=ContactType.CORPORATE),
    CustomerQuery(page=PAGE, search="rossi", tags=("early",), is_active=True),
    CustomerQuery(page=PAGE, search="gmail", tags=("corporate", "early"), region="oslo"),
    CustomerQuery(page=PAGE, search="am", is_active=False, loyalty=Loyalty.GOLD),
    CustomerQuery(page=PAGE, tags=("early",), region="Perth", loyalty=Loyalty.PLATINUM),
    CustomerQuery(page=PAGE, tags=("vip",), is_active=True),
    CustomerQuery(page=PAGE, tags=("nobody has this",)),
    CustomerQuery(page=PAGE, region="Fes", is_active=True),
    CustomerQuery(page=PAGE, region="Atlantis"),
    CustomerQuery(page=PAGE, search="zzqqxx", region="Fes"),
)
_FRAGMENTS = """
SELECT full_name, split_part(email, '@', 1) AS local, email, phone,
    regexp_replace(phone, '[^0-9]', '', 'g') AS digits
FROM customers WHERE id >= $1::uuid ORDER BY id LIMIT 30
"""


def run(options: Options) -> list[Result]:
    """Measure the core's act for every class of terms, then the same terms through tourism with the total."""
    count = options.customers or CUSTOMERS
    with (
        fresh_database(options.server, NAME) as dsn,
        tempfile.TemporaryDirectory(prefix="accord-") as folder,
    ):
        options.say(f"  inventing {count:,} customers")
        asyncio.run(people.invent(dsn, count))
        queries = asyncio.run(workload(dsn))
        found = asyncio.run(measure(dsn, queries, options.rounds))
        results = [
            _result(name, times, None if name == WORST else TARGET_MS) for name, times in found.items()
        ]
        results.append(
            _result("all classes", [each for times in found.values() for each in times], TARGET_MS)
        )
        with _accord(dsn, Path(folder)) as (server, token):
            found = _measure_http(server, token, queries)
        return results + [_result(f"{name}, HTTP with total", times, None) for name, times in found.items()]


async def workload(dsn: str) -> dict[str, list[CustomerQuery]]:
    """The queries by class: what was thought up, and fragments of customers that exist."""
    named = {name: list(terms) for name, terms in TERMS.items()}
    for name, terms in (await _drawn(dsn)).items():
        named.setdefault(name, []).extend(terms)
    queries = {
        name: [CustomerQuery(page=PAGE, search=term) for term in terms] for name, terms in named.items()
    }
    return queries | {"filters": list(FILTERED), "no filter": [CustomerQuery(page=PAGE)]}


async def _drawn(dsn: str) -> dict[str, list[str]]:
    drawing = random.Random(5)
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch(_FRAGMENTS, "80000000-0000-4000-8000-000000000000")
    await connection.close()
    drawn: dict[str, list[str]] = {"name": [], "e-mail": [], "phone": []}
    for row in rows:
        drawn["name"].append(row["full_name"])
        drawn["e-mail"] += [row["email"], row["local"][drawing.randint(0, 6) :], row["email"][-20:]]
        drawn["phone"] += [row["digits"], row["digits"][-7:], row["digits"][-5:], row["phone"][:9]]
    return drawn


async def measure(dsn: str, queries: dict[str, list[CustomerQuery]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each run, by class. A first round, which fills the caches, does not count."""
    database = await connect(dsn, size=1)
    found: dict[str, list[float]] = {name: [] for name in queries}
    try:
        for number in range(rounds + 1):
            for name, asked in queries.items():
                times = [await _time(database, query) for query in asked]
                found[name] += times if number else []
    finally:
        await database.close()
    return found


async def _time(database: Database, query: CustomerQuery) -> float:
    began = time.perf_counter()
    async with database.reading() as db:
        await customers.list_customers(context(db), query)
    return (time.perf_counter() - began) * 1000


def context(db: Db) -> Context:
    """The system's context, for acts that enqueue nothing."""
    return Context(db, SYSTEM, clock.now(), via="benchmark", request_id=None, queue=_NoQueue(), reactions={})


class _NoQueue:
    """Takes no jobs: searching makes none."""

    async def put(self, _db: Db, jobs: list[Job]) -> None:
        raise RuntimeError(f"nobody expected {jobs}")


@contextmanager
def _accord(dsn: str, folder: Path) -> Iterator[tuple[Child, str]]:
    environ = accord_environment(dsn, folder)
    token = issue_token(environ)
    port = free_port()
    command = (accord_command(), "serve", "--port", str(port))
    with child(command, port, environ, folder / "accord.log") as server:
        server.wait_until("/readyz")
        yield server, token


def _measure_http(
    server: Child, token: str, queries: dict[str, list[CustomerQuery]]
) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    with httpx.Client(
        base_url=server.url, headers={"authorization": f"Bearer {token}"}, timeout=60
    ) as client:
        for name, asked in queries.items():
            paths = [_path(query) for query in asked]
            for path in paths:
                client.get(path).raise_for_status()
            found[name] = [client.get(path).elapsed.total_seconds() * 1000 for path in paths]
    return found


def _path(query: CustomerQuery) -> str:
    active = "all" if query.is_active is None else str(query.is_active).lower()
    asked: list[tuple[str, str | None]] = [
        ("query", query.search),
        ("contactType", query.contact_type),
        ("region", query.region),
        ("loyaltyStatus", query.loyalty),
        ("isActive", active),
        ("limit", str(query.page.limit)),
        *(("tags", tag) for tag in query.tags),
    ]
    return "/tourism/api/v1/customers/?" + urlencode(
        [(key, value) for key, value in asked if value is not None]
    )


def _result(name: str, times: list[float], target: float | None) -> Result:
    return Result(
        name=name,
        value=percentile(times, 0.95),
        unit="ms p95",
        target=target,
        higher_is_better=False,
        figures={"p50_ms": percentile(times, 0.5), "max_ms": max(times), "runs": float(len(times))},
    )
