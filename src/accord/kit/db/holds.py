"""Locks on keys that outlive transactions: held by a connection of its own, and let go when it breaks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg

from .errors import DatabaseUnavailable, translated

_PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 0.02


class SharedHolds:
    """Shared locks on numbers of 64 bits, as many as are wanted, on one connection.

    Who wants such a key for itself takes `pg_advisory_xact_lock` on it, and then waits for those who share it;
    from the moment it waits, nobody else gets a share.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: Any = None
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def share(self, key: int) -> AsyncIterator[bool]:
        """Hold a share of a key; whether it was to be had within ten seconds. Raises DatabaseUnavailable."""
        held = await self._take(key)
        try:
            yield held is not None
        finally:
            if held is not None:
                await self._give(held, key)

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
            async with self._turn:
                connection = await self._opened()
                with translated():
                    if await connection.fetchval("SELECT pg_try_advisory_lock_shared($1)", key):
                        return connection
            if loop.time() >= until:
                return None
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _give(self, connection: Any, key: int) -> None:
        """A connection that broke has let go already."""
        async with self._turn:
            if connection is not self._connection:
                return
            with suppress(DatabaseUnavailable), translated():
                await connection.execute("SELECT pg_advisory_unlock_shared($1)", key)

    async def _opened(self) -> Any:
        if self._connection is None or self._connection.is_closed():
            with translated():
                self._connection = await asyncpg.connect(self._dsn, timeout=10.0)
        return self._connection
