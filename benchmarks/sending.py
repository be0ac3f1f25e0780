"""Messages taken by the API without waiting for their first attempt, beside a bare handler that queues them."""

import asyncio
import itertools
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import asyncpg
import msgspec

from benchmarks import people
from benchmarks.bare_messages import NEW, PATH, BareMessages
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
from benchmarks.load import Found, Orders, request, send_load
from benchmarks.results import Options, Result
from benchmarks.sameness import Asked, ensure_same

NAME = "sending"
ABOUT = "messages a second taken by POST /communications with `Prefer: respond-async`, beside bare asyncpg"

CUSTOMERS = 2_000
TARGET = 0.5
OURS = "/engagement/api/crm" + PATH
ASYNC = {"Prefer": "respond-async"}


def run(options: Options) -> list[Result]:
    """Measure both sides in turns."""
    with (
        fresh_database(options.server, NAME) as dsn,
        tempfile.TemporaryDirectory(prefix="accord-sending-") as folder,
    ):
        asyncio.run(people.invent(dsn, options.customers or CUSTOMERS))
        environ = accord_environment(dsn, Path(folder)) | {"ACCORD_SERVER__WORKER": "false"}
        token = issue_token(environ)
        bodies = asyncio.run(_bodies(dsn))
        asked = Asked("POST", OURS, PATH, bodies[0])
        asyncio.run(ensure_same(environ, token, [asked], kind=BareMessages, headers=ASYNC))
        ports = free_port(), free_port()
        bare_command = (sys.executable, "-m", "benchmarks.bare_messages", str(ports[0]))
        our_command = (accord_command(), "serve", "--port", str(ports[1]))
        with (
            child(bare_command, ports[0], {"BARE_DATABASE_URL": dsn}, Path(folder) / "bare.log") as bare,
            child(our_command, ports[1], environ, Path(folder) / "accord.log") as accord,
        ):
            bare.wait_until("/readyz")
            accord.wait_until("/readyz")
            return [_measure(bare, accord, token, bodies, options)]


def _measure(
    bare: Child, accord: Child, token: str, bodies: list[dict[str, object]], options: Options
) -> Result:
    numbers = itertools.count(1)

    def turn(server: Child, path: str) -> Callable[[], Found]:
        written = [
            request("POST", path, token=token, body=msgspec.json.encode(body), headers=ASYNC)
            for body in bodies
        ]
        return lambda: send_load(
            Orders(
                port=server.port,
                requests=written,
                connections=options.connections,
                seconds=options.seconds,
                first_number=next(numbers) * 1_000_000_000,
            )
        )

    sides = {"bare": turn(bare, PATH), "accord": turn(accord, OURS)}
    take_turns(1, sides)  # warm
    found = take_turns(options.rounds, sides)
    rates = {name: [each.per_second for each in turns] for name, turns in found.items()}
    figures = {f"{name}_per_second": statistics.median(each) for name, each in rates.items()}
    figures |= {
        f"{name}_p50_ms": statistics.median(each.p50 for each in turns) for name, turns in found.items()
    }
    ratio = median_ratio(rates["accord"], rates["bare"])
    return Result(name="POST communications", value=ratio, unit="of bare", target=TARGET, figures=figures)


async def _bodies(dsn: str) -> list[dict[str, object]]:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch("SELECT id::text FROM customers WHERE status = 'active' LIMIT 500")
    finally:
        await connection.close()
    return [NEW | {"client_id": row["id"]} for row in rows]
