"""Requests through the banking dialect, with tokens, limits, request ids and logs, beside bare asyncpg."""

import asyncio
import itertools
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import msgspec

from benchmarks import people
from benchmarks.databases import fresh_database
from benchmarks.harness import (
    Child,
    accord_command,
    accord_environment,
    child,
    free_port,
    issue_token,
    median_ratio,
    take_turns,
)
from benchmarks.load import NUMBER, Found, Orders, request, send_load
from benchmarks.results import Options, Result
from benchmarks.sameness import Asked, ensure_same

NAME = "http"
ABOUT = "requests a second and CPU time: get one, list 50 with total, create"

CUSTOMERS = 10_000
MOUNT = "/banking/api"
ALL = "/customers"
NEW = {
    "firstName": "Amina",
    "lastName": "Otieno",
    "email": "amina.{number}@example.com",
    "phoneNumber": "+254 700 000 001",
    "address": "12 Market Street",
    "city": "Nairobi",
    "country": "Kenya",
    "segment": "Retail",
}
_MICRO = 1_000_000


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of request, as paths below the mount. `target` is the least ratio of throughputs."""

    name: str
    target: float
    method: str
    paths: list[str]
    body: bytes = b""


class Turn(msgspec.Struct, frozen=True):
    """One measurement of one side. `cpu` is in microseconds a request."""

    found: Found
    cpu: float


def run(options: Options) -> list[Result]:
    """Measure each case on both servers, in turns."""
    with (
        fresh_database(options.server, NAME) as dsn,
        tempfile.TemporaryDirectory(prefix="accord-http-") as folder,
    ):
        asyncio.run(people.invent(dsn, options.customers or CUSTOMERS))
        environ = accord_environment(dsn, Path(folder))
        token = issue_token(environ)
        cases = _cases(asyncio.run(_some_ids(dsn)))
        sent = asyncio.run(ensure_same(environ, token, [_asked(case) for case in cases]))
        for what, statements in sent.items():
            options.say(f"  {what}: {len(statements)} statement(s), the same on both sides")
        with _servers(dsn, environ, Path(folder)) as (bare, accord):
            return [_measure(case, bare, accord, token, options) for case in cases]


@contextmanager
def _servers(dsn: str, environ: dict[str, str], folder: Path) -> Iterator[tuple[Child, Child]]:
    ports = free_port(), free_port()
    bare_command = (sys.executable, "-m", "benchmarks.bare", str(ports[0]))
    our_command = (accord_command(), "serve", "--port", str(ports[1]))
    with (
        child(bare_command, ports[0], {"BARE_DATABASE_URL": dsn}, folder / "bare.log") as bare,
        child(our_command, ports[1], environ, folder / "accord.log") as accord,
    ):
        bare.wait_until("/readyz")
        accord.wait_until("/readyz")
        yield bare, accord


def _cases(ids: list[str]) -> list[Case]:
    return [
        Case(name="GET one customer", target=0.55, method="GET", paths=[f"{ALL}/{each}" for each in ids]),
        Case(name="GET list of 50 with total", target=0.78, method="GET", paths=[ALL]),
        Case(name="POST customer", target=0.60, method="POST", paths=[ALL], body=msgspec.json.encode(NEW)),
    ]


def _asked(case: Case) -> Asked:
    return Asked(case.method, MOUNT + case.paths[0], case.paths[0], NEW if case.body else None)


def _measure(case: Case, bare: Child, accord: Child, token: str, options: Options) -> Result:
    numbers = itertools.count(1)
    sides: dict[str, Callable[[], Turn]] = {
        "bare": lambda: _turn(case, bare, "", token, options, next(numbers)),
        "accord": lambda: _turn(case, accord, MOUNT, token, options, next(numbers)),
    }
    take_turns(1, sides)  # warm: pools, caches, prepared statements
    found = take_turns(options.rounds, sides)
    rates = {name: [turn.found.per_second for turn in turns] for name, turns in found.items()}
    figures = {"rounds": float(options.rounds), "connections": float(options.connections)}
    for name, turns in found.items():
        figures |= {
            f"{name}_per_second": statistics.median(rates[name]),
            f"{name}_cpu_us": statistics.median(turn.cpu for turn in turns),
            f"{name}_p50_ms": statistics.median(turn.found.p50 for turn in turns),
            f"{name}_p99_ms": statistics.median(turn.found.p99 for turn in turns),
        }
    ratio = median_ratio(rates["accord"], rates["bare"])
    return Result(name=case.name, value=ratio, unit="of bare", target=case.target, figures=figures)


def _turn(case: Case, server: Child, mount: str, token: str, options: Options, number: int) -> Turn:
    orders = Orders(
        port=server.port,
        requests=[request(case.method, mount + path, token=token, body=case.body) for path in case.paths],
        connections=options.connections,
        seconds=options.seconds,
        first_number=number * 1_000_000_000,
    )
    before = server.cpu_seconds()
    found = send_load(orders)
    used = server.cpu_seconds() - before
    return Turn(found, used / found.answers * _MICRO)


async def _some_ids(dsn: str) -> list[str]:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch("SELECT id::text FROM customers ORDER BY id LIMIT 1000")
    finally:
        await connection.close()
    return [row["id"] for row in rows]


assert NUMBER.decode() in NEW["email"]
