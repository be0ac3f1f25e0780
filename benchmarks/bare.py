"""The baseline: a hand-written ASGI application on bare asyncpg that does what Accord does, and nothing else.

It sends the same SQL (Accord's own compiled texts), in the same transactions, and answers with the same JSON.
It knows no tokens, limits, request ids, logs or checks. Runs as `python -m benchmarks.bare PORT` with the
database in `BARE_DATABASE_URL`.
"""

import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import uvicorn

from accord.core.automation.store import ANY_FIRING
from accord.core.customers.list_store import count_statement, page_statement
from accord.core.customers.rules import draw_reference
from accord.core.customers.store import FIND, INSERT, _insert_identities
from accord.core.events.store import _APPEND
from accord.kit.ids import new_id
from benchmarks.harness import HOST

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

PATH = "/customers"
FIND_SQL = FIND.sql
COUNT_SQL = count_statement(frozenset()).sql
COUNT_ARGUMENTS = count_statement(frozenset()).arguments({})
PAGE_SQL = page_statement(frozenset()).sql
PAGE_ARGUMENTS = page_statement(frozenset()).arguments({"row_limit": 51, "row_offset": 0})
INSERT_SQL = INSERT.sql
IDENTITIES_SQL = _insert_identities(("email", "phone")).sql
EVENT_SQL = _APPEND.sql
FIRING_SQL = ANY_FIRING.sql

encode = msgspec.json.Encoder(decimal_format="number").encode
decode = msgspec.json.Decoder().decode


class Bare:
    """Three routes."""

    created = 201

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.pool: Any = None
        self.words: dict[str, Any] = {}

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Serve one request, or the server's start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        path: str = scope["path"]
        status = 200
        if scope["method"] == "POST":
            status = self.created
            body = await self._create(decode((await receive())["body"]))
        elif path == PATH:
            body = await self._list()
        elif path.startswith(PATH):
            body = await self._get(path[len(PATH) + 1 :])
        else:
            body = b"{}"
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _get(self, customer_id: str) -> bytes:
        async with self.pool.acquire() as connection:
            row = await connection.fetchrow(FIND_SQL, UUID(customer_id))
        return encode(show(row))

    async def _list(self) -> bytes:
        async with self.pool.acquire() as connection:
            total = await connection.fetchval(COUNT_SQL, *COUNT_ARGUMENTS)
            rows = await connection.fetch(PAGE_SQL, *PAGE_ARGUMENTS)
        assert total >= len(rows)
        return encode([show(row) for row in rows[:50]])

    async def _create(self, new: dict[str, Any]) -> bytes:
        now = datetime.now(UTC)
        given, family = new["firstName"], new["lastName"]
        email, phone = new["email"], new["phoneNumber"]
        digits = "+" + "".join(character for character in phone if character.isdigit())
        customer_id = new_id()
        customer: tuple[Any, ...] = (
            *("active", given, family, f"{given} {family}", None, email, phone, None, new["address"]),
            *(
                new["city"],
                None,
                None,
                new["country"],
                None,
                None,
                None,
                new["segment"],
                None,
                [],
                [],
                None,
                now,
            ),
        )
        identities = (
            *(new_id(), customer_id, "email", email, email.lower(), "bare", now),
            *(new_id(), "phone", phone, digits),
        )
        event = (new_id(), "customer.created", customer_id, customer_id, "machine", "bare", "bare", "bare")
        async with self.pool.acquire() as connection:
            await connection.execute("BEGIN")
            row = None
            while row is None:  # somebody has this reference already
                row = await connection.fetchrow(INSERT_SQL, customer_id, draw_reference(now), *customer)
            await connection.execute(IDENTITIES_SQL, *identities)
            await connection.execute(EVENT_SQL, *event, new_id(), "{}", now)
            await connection.fetchval(FIRING_SQL, ["CustomerCreated"])
            await connection.execute("COMMIT")
        return encode(show(row))

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self.pool = await open_pool(self.dsn, size=10)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.pool.close()
        await send({"type": "lifespan.shutdown.complete"})


def show(row: Any) -> dict[str, Any]:
    """A row as Accord's banking dialect shows it: the benchmark's persons, not every customer."""
    spent = row["lifetime_value"]
    if spent is None and row["order_count"]:
        spent = row["total_spent"]
    return {
        "id": row["id"],
        "firstName": row["given_name"],
        "lastName": row["family_name"],
        "email": row["email"],
        "phoneNumber": row["phone"],
        "dateOfBirth": row["born_on"],
        "address": row["street"],
        "city": row["city"],
        "country": row["country"],
        "segment": row["bank_segment"],
        "kycStatus": row["kyc_status"],
        "customerReference": row["reference"],
        "creditScore": row["credit_score"],
        "lifetimeValue": spent,
        "riskScore": row["risk_score"],
        "isActive": row["status"] == "active",
        "createdAt": row["created_at"],
        "updatedAt": row["updated_at"],
    }


async def open_pool(dsn: str, *, size: int) -> Any:
    """A pool that sends no reset query when a connection comes back."""
    settings = {"jit": "off", "timezone": "UTC"}
    return await asyncpg.create_pool(dsn, min_size=size, max_size=size, reset=_keep, server_settings=settings)


async def _keep(_connection: Any) -> None:
    """Send no reset query."""


def serve(kind: type[Bare]) -> None:
    """Serve on the port that is named."""
    app: Any = kind(os.environ["BARE_DATABASE_URL"])
    uvicorn.run(
        app,
        host=HOST,
        port=int(sys.argv[1]),
        loop="auto",
        http="auto",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    serve(Bare)
