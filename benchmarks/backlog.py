"""A hundred thousand messages wait and are all sent by the server's own worker, while people read and write."""

import asyncio
import itertools
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import asyncpg
import httpx

from benchmarks import mailings, people
from benchmarks.databases import fresh_database
from benchmarks.delivery import mail_environment, mail_server, taken
from benchmarks.harness import Child, accord_command, child, free_port, issue_token, percentile
from benchmarks.results import Options, Result

NAME = "backlog"
ABOUT = "the API's p95 while its own worker sends 100,000 messages, to the last one"

CUSTOMERS = 5_000
MESSAGES = 100_000
PER_SECOND = 20.0
# People come for so many times `--seconds` while nothing is sent, and then until everything is.
SPANS = 8
LONGEST_SECONDS = 1_800.0
LOOK_SECONDS = 5.0
TARGET_MS = 250.0
COMMUNICATIONS = "/engagement/api/crm/communications"
CALL = {
    "channel": "CallCenter",
    "subject": "Asked for a limit",
    "description": "Wants a higher limit on the card.",
}


class Request(NamedTuple):
    """What is asked for."""

    path: str
    method: str = "GET"
    body: dict[str, str] | None = None


def run(options: Options) -> list[Result]:
    """Ask while nothing is sent, then until everything is. Raises RuntimeError when not everything was sent."""
    with (
        fresh_database(options.server, NAME) as dsn,
        tempfile.TemporaryDirectory(prefix="accord-backlog-") as folder,
        mail_server(Path(folder)) as port,
    ):
        asyncio.run(people.invent(dsn, options.customers or CUSTOMERS))
        environ = mail_environment(dsn, Path(folder), port)
        asyncio.run(mailings.queue(environ, MESSAGES))
        token, requests = issue_token(environ), asyncio.run(_requests(dsn))
        with _server(environ | {"ACCORD_SERVER__WORKER": "false"}, Path(folder)) as server:
            idle = asyncio.run(_ask_for(server, token, requests, SPANS * options.seconds))
        taken(port)
        with _server(environ, Path(folder)) as server:
            busy = asyncio.run(_ask_until_sent(server, token, requests, dsn))
        count, sending = taken(port)
    if count < MESSAGES:
        raise RuntimeError(f"only {count} of {MESSAGES} messages were sent")
    figures = {"idle_p95_ms": percentile(idle, 0.95), "idle_p50_ms": percentile(idle, 0.5)}
    figures |= {"p50_ms": percentile(busy, 0.5), "max_ms": max(busy), "requests": len(busy)}
    figures |= {"sent": count, "seconds": sending, "sent_per_second": count / sending}
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


async def _ask_until_sent(server: Child, token: str, requests: Sequence[Request], dsn: str) -> list[float]:
    asking = asyncio.create_task(_ask_for(server, token, requests, LONGEST_SECONDS, sent := asyncio.Event()))
    while not asking.done() and await mailings.waiting(dsn):
        await asyncio.wait([asking], timeout=LOOK_SECONDS)
    sent.set()
    return await asking


async def _ask_for(
    server: Child,
    token: str,
    requests: Sequence[Request],
    seconds: float,
    enough: asyncio.Event | None = None,
) -> list[float]:
    """Milliseconds of requests that come one after the other, so many a second, whatever the answers take."""
    found: list[float] = []
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx.AsyncClient(base_url=server.url, headers=headers, timeout=60, trust_env=False) as client,
        asyncio.TaskGroup() as group,
    ):
        began = time.perf_counter()
        coming = itertools.islice(itertools.cycle(requests), int(seconds * PER_SECOND))
        for number, request in enumerate(coming):
            await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
            if enough is not None and enough.is_set():
                break
            group.create_task(_ask(client, request, found))
    return found


async def _ask(client: httpx.AsyncClient, request: Request, found: list[float]) -> None:
    began = time.perf_counter()
    (await client.request(request.method, request.path, json=request.body)).raise_for_status()
    found.append((time.perf_counter() - began) * 1000)


async def _requests(dsn: str) -> list[Request]:
    """Messages and customers, by their ids and as lists; and every fifth notes something about a customer."""
    connection = await asyncpg.connect(dsn)
    try:
        messages = await connection.fetch("SELECT id::text FROM communications LIMIT 50")
        customers = await connection.fetch("SELECT id::text FROM customers LIMIT 50")
    finally:
        await connection.close()
    return [
        request
        for message, customer in zip(messages, customers, strict=True)
        for request in (
            Request(f"{COMMUNICATIONS}/{message['id']}"),
            Request(f"{COMMUNICATIONS}?limit=20"),
            Request(f"/banking/api/customers/{customer['id']}"),
            Request("/banking/api/customers?pageSize=20"),
            Request("/banking/api/interactions", "POST", CALL | {"customerId": customer["id"]}),
        )
    ]
