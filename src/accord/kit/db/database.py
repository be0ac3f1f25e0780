"""The pool, and units of work on it."""

import asyncio
from typing import Any

import asyncpg
import msgspec

from .errors import translated
from .session import Db

_encode_json = msgspec.json.Encoder(decimal_format="number").encode
_decode_json = msgspec.json.Decoder().decode


_EMPTY_OBJECT = b"\x01{}"


def _read_json(data: bytes) -> Any:
    """A binary jsonb value: its version, then its text. Most are empty objects."""
    return {} if data == _EMPTY_OBJECT else _decode_json(data[1:])


async def _prepare(connection: Any) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: b"\x01" + _encode_json(value),
        decoder=_read_json,
        format="binary",
    )


async def _keep(_connection: Any) -> None:
    """Leave a returned connection as it is: no session state is ever set, so nothing needs a reset."""


class Database:
    """A pool of connections to one database."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    def reading(self) -> "Unit":
        """A unit of work that only reads, outside a transaction."""
        return Unit(Db(self.pool, writing=False))

    def transaction(self) -> "Unit":
        """A transaction: committed at a clean end, rolled back at an error.

        An error whose class says `keeps_changes = True` is committed and raised: a refused login is refused,
        and its failed attempt is still counted.
        """
        return Unit(Db(self.pool, writing=True))

    async def close(self, seconds: float = 10.0) -> None:
        """Close the pool, waiting for work under way no longer than `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self.pool.close()
        except TimeoutError:
            self.pool.terminate()


class Unit:
    """A unit of work as a context: ended, and its connection given back, at the end of the block."""

    __slots__ = ("db",)

    def __init__(self, db: Db) -> None:
        self.db = db

    async def __aenter__(self) -> Db:
        return self.db

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        await self.db.finish(commit=error is None or getattr(error, "keeps_changes", False))


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
