"""The pool, and units of work on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec

from .errors import translated
from .session import Db

_encode_json = msgspec.json.Encoder(decimal_format="number").encode
_decode_json = msgspec.json.Decoder().decode


async def _prepare(connection: Any) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: b"\x01" + _encode_json(value),
        decoder=lambda data: _decode_json(data[1:]),
        format="binary",
    )


async def _keep(_connection: Any) -> None:
    """Leave a returned connection as it is: no session state is ever set, so nothing needs a reset."""


class Database:
    """A pool of connections to one database."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Db]:
        """A unit of work that only reads, outside a transaction."""
        db = Db(self.pool, writing=False)
        try:
            yield db
        finally:
            await db.finish(commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Db]:
        """A transaction: committed at a clean end, rolled back at an error.

        An error whose class says `keeps_changes = True` is committed and raised: a refused login is refused,
        and its failed attempt is still counted.
        """
        db = Db(self.pool, writing=True)
        try:
            yield db
        except BaseException as error:
            await db.finish(commit=getattr(error, "keeps_changes", False))
            raise
        await db.finish(commit=True)

    async def close(self, seconds: float = 10.0) -> None:
        """Close the pool, waiting for work under way no longer than `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self.pool.close()
        except TimeoutError:
            self.pool.terminate()


async def connect(
    dsn: str, *, size: int = 10, statement_seconds: float = 30.0, application: str = "accord"
) -> Database:
    """Open a pool of up to `size` connections. Raises DatabaseUnavailable."""
    with translated():
        pool = await asyncpg.create_pool(
            dsn,
            min_size=1,
            max_size=size,
            init=_prepare,
            reset=_keep,
            max_inactive_connection_lifetime=300.0,
            server_settings={
                "application_name": application,
                "jit": "off",
                "timezone": "UTC",
                "statement_timeout": str(int(statement_seconds * 1000)),
            },
        )
    return Database(pool)
