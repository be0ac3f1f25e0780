"""A hundred thousand messages wait and are sent by the server's own worker, while people read."""

import asyncio
import itertools
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import httpx

from benchmarks import mailings, people
from benchmarks.databases import fresh_database
from benchmarks.delivery import mail_environment, mail_server, taken
from benchmarks.harness import Child, accord_command, child, free_port, issue_token, percentile
from benchmarks.results import Options, Result

NAME = "backlog"
ABOUT = "the API's p95 while its own worker sends what waits of 100,000 messages"

CUSTOMERS = 5_000
MESSAGES = 100_000
PER_SECOND = 20.0
# Reading goes on for so many times `--seconds`, once while nothing is sent and once while everything is.
SPANS = 8
TARGET_MS = 250.0
COMMUNICATIONS = "/engagement/api/crm/communications"


def run(options: Options) -> list[Result]:
    """Read while nothing is sent, then while everything is."""
    with (
        fresh_database(options.server, NAME) as dsn,
        tempfile.TemporaryDirectory(prefix="accord-backlog-") as folder,
        mail_server(Path(folder)) as port,
    ):
        asyncio.run(people.invent(dsn, options.customers or CUSTOMERS))
        environ = mail_environment(dsn, Path(folder), port)
        asyncio.run(mailings.queue(environ, MESSAGES))
        token, paths = issue_token(environ), asyncio.run(_paths(dsn))
        seconds = SPANS * options.seconds
        with _server(environ | {"ACCORD_SERVER__WORKER": "false"}, Path(folder)) as server:
            idle = asyncio.run(_read(server, token, paths, seconds))
        taken(port)
        with _server(environ, Path(folder)) as server:
            busy = asyncio.run(_read(server, token, paths, seconds))
        count, sending = taken(port)
    figures = {"idle_p95_ms": percentile(idle, 0.95), "idle_p50_ms": percentile(idle, 0.5)}
    figures |= {"p50_ms": percentile(busy, 0.5), "max_ms": max(busy), "requests": len(busy)}
    figures |= {"messages": MESSAGES, "sent": count, "sent_per_second": count / sending}
    return [
        Result(
            name="requests while messages are sent",
            value=percentile(busy, 0.95),
            unit="ms p95",
            target=TARGET_MS,
            higher_is_better=False,
            figures=figures,
        )
    ]


@contextmanager
def _server(environ: dict[str, str], folder: Path) -> Iterator[Child]:
    port = free_port()
    with child(
        (accord_command(), "serve", "--port", str(port)), port, environ, folder / "accord.log"
    ) as server:
        server.wait_until("/readyz")
        yield server


async def _read(server: Child, token: str, paths: list[str], seconds: float) -> list[float]:
    """Milliseconds of requests that come one after the other, so many a second, whatever the answers take."""
    found: list[float] = []
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx.AsyncClient(base_url=server.url, headers=headers, timeout=60, trust_env=False) as client,
        asyncio.TaskGroup() as group,
    ):
        began = time.perf_counter()
        for number, path in enumerate(itertools.islice(itertools.cycle(paths), int(seconds * PER_SECOND))):
            await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
            group.create_task(_ask(client, path, found))
    return found


async def _ask(client: httpx.AsyncClient, path: str, found: list[float]) -> None:
    began = time.perf_counter()
    (await client.get(path)).raise_for_status()
    found.append((time.perf_counter() - began) * 1000)


async def _paths(dsn: str) -> list[str]:
    """Messages and customers, by their ids and as lists."""
    connection = await asyncpg.connect(dsn)
    try:
        messages = await connection.fetch("SELECT id::text FROM communications LIMIT 50")
        customers = await connection.fetch("SELECT id::text FROM customers LIMIT 50")
    finally:
        await connection.close()
    pairs = zip(messages, customers, strict=True)
    return [
        path
        for message, customer in pairs
        for path in (
            f"{COMMUNICATIONS}/{message['id']}",
            f"{COMMUNICATIONS}?limit=20",
            f"/banking/api/customers/{customer['id']}",
            "/banking/api/customers?pageSize=20",
        )
    ]
