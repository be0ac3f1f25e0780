"""Locks on keys that outlive transactions: held by a connection of its own, and let go when it breaks."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg

from .errors import DatabaseUnavailable, translated
from .together import Together

_PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 0.02
# Rows come in the order of the keys.
_TAKE = """
SELECT pg_try_advisory_lock_shared(key) FROM unnest($1::bigint[]) AS wanted (key)
"""
_GIVE = "SELECT pg_advisory_unlock_shared(key) FROM unnest($1::bigint[]) AS held (key)"


class SharedHolds:
    """Shared locks on numbers of 64 bits, as many as are wanted, on one connection.

    Who wants such a key for itself takes `pg_advisory_xact_lock` on it, and then waits for those who share it;
    from the moment it waits, nobody else gets a share.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: Any = None
        self._turn = asyncio.Lock()
        self._takes: Together[int, Any] = Together(self._take_all)
        self._gives: Together[tuple[Any, int], None] = Together(self._give_all)

    @asynccontextmanager
    async def share(self, key: int) -> AsyncIterator[bool]:
        """Hold a share of a key; whether it was to be had within ten seconds. Raises DatabaseUnavailable."""
        held = await self._take(key)
        try:
            yield held is not None
        finally:
            if held is not None:
                await self._gives.do((held, key))

    async def close(self) -> None:
        """Let go of everything."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(asyncpg.InterfaceError):
                connection.terminate()

    async def _take(self, key: int) -> Any:
        """The connection that holds the share now."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _PATIENCE_SECONDS
        while True:
            connection = await self._takes.do(key)
            if connection is not None or loop.time() >= until:
                return connection
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _take_all(self, keys: Sequence[int]) -> list[Any]:
        """The connection for each key of which a share was to be had at once."""
        async with self._turn:
            connection = await self._opened()
            with translated():
                rows = await connection.fetch(_TAKE, keys)
        return [connection if taken else None for (taken,) in rows]

    async def _give_all(self, held: Sequence[tuple[Any, int]]) -> list[None]:
        """A connection that broke has let go already."""
        async with self._turn:
            keys = [key for connection, key in held if connection is self._connection]
            if keys:
                with suppress(DatabaseUnavailable), translated():
                    await self._connection.execute(_GIVE, keys)
        return [None] * len(held)

    async def _opened(self) -> Any:
        if self._connection is None or self._connection.is_closed():
            with translated():
                self._connection = await asyncpg.connect(self._dsn, timeout=10.0)
        return self._connection
