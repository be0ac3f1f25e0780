"""Messages that wait by the thousand: one is sent by the act, and the others are copies of its row."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import asyncpg

from accord.app.compose import Platform, connected
from accord.app.settings import load
from accord.core import communications
from accord.core.communications import NewCommunication
from accord.core.context import SYSTEM
from accord.core.interactions import Channel
from accord.kit import log
from benchmarks.bare_mail import Rendered

CONTEXT = {
    "client_name": "Amina Otieno",
    "event_type": "wedding",
    "event_date": "2026-12-15",
    "task": "Confirm the menu",
    "due_date": "2026-12-01",
}
_COPY = """
INSERT INTO communications
SELECT (jsonb_populate_record(model, jsonb_build_object('id', gen_random_uuid(), 'customer_id', c.id,
    'recipient', c.email, 'sender', $2::text))).*
FROM communications model, (
    SELECT id, email FROM customers, generate_series(1, 1 + $1::int / (SELECT count(*)::int FROM customers))
    LIMIT $1
) AS c
WHERE model.id = $3
"""
_RENDERED = "SELECT recipient, id::text || '.email', subject, text, html FROM communications LIMIT $1"


@asynccontextmanager
async def _platform(environ: Mapping[str, str]) -> AsyncIterator[Platform]:
    log.configure(level="error", format="text")
    async with connected(load(environ=environ), environ["ACCORD_DATABASE_URL"]) as platform:
        yield platform


async def queue(environ: Mapping[str, str], count: int, *, sender: str = "engagement") -> None:
    """Have so many e-mails wait, to all customers in turn."""
    dsn = environ["ACCORD_DATABASE_URL"]
    connection = await asyncpg.connect(dsn)
    try:
        customer_id = await connection.fetchval("SELECT id FROM customers ORDER BY id LIMIT 1")
        async with _platform(environ) as platform, platform.context(SYSTEM, via="benchmark") as ctx:
            new = NewCommunication(
                customer_id=customer_id,
                message_type="reminder",
                origin="engagement",
                context=CONTEXT,
                only_channel=Channel.EMAIL,
                ignores_timing=True,
            )
            model = await communications.send(ctx, platform.outreach, new)
        await connection.execute(_COPY, count - 1, sender, model.id)
        await connection.execute("ANALYZE communications")
    finally:
        await connection.close()


async def rendered(dsn: str, count: int) -> list[Rendered]:
    """So many of the messages that wait, as they were rendered."""
    connection = await asyncpg.connect(dsn)
    try:
        return [Rendered(*row) for row in await connection.fetch(_RENDERED, count)]
    finally:
        await connection.close()


async def waiting(dsn: str) -> int:
    """How many messages wait."""
    connection = await asyncpg.connect(dsn)
    try:
        found: int = await connection.fetchval(
            "SELECT count(*) FROM communications WHERE status IN ('queued', 'scheduled', 'sending')"
        )
        return found
    finally:
        await connection.close()


async def forget(dsn: str) -> None:
    """Remove every message."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("TRUNCATE communications CASCADE")
    finally:
        await connection.close()
