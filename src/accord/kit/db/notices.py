"""Hearing what PostgreSQL's `NOTIFY` tells."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from accord.kit import log
from accord.kit.beside import beside

from .errors import DatabaseUnavailable, translated

_FIRST_PAUSE_SECONDS = 0.1


@asynccontextmanager
async def listening(
    dsn: str, channel: str, heard: Callable[[str], None], *, longest_pause_seconds: float = 5.0
) -> AsyncIterator[None]:
    """Call `heard` with each payload sent on a channel, until the block ends.

    Uses a connection of its own, reopened when it breaks, after a pause that grows. After each opening
    `heard` is called with an empty text, because something may have been sent while nobody listened.
    """
    async with beside(_listen(dsn, channel, heard, longest_pause_seconds)):
        yield


async def _listen(dsn: str, channel: str, heard: Callable[[str], None], longest_pause_seconds: float) -> None:
    pause = _FIRST_PAUSE_SECONDS
    while True:
        try:
            await _listen_once(dsn, channel, heard)
            pause = _FIRST_PAUSE_SECONDS
        except DatabaseUnavailable as error:
            log.warning("not listening", channel=channel, problem=str(error))
        except Exception as error:  # nobody would notice that the task has ended
            log.failure("not listening", error, channel=channel)
        await asyncio.sleep(pause)
        pause = min(longest_pause_seconds, pause * 2)


async def _listen_once(dsn: str, channel: str, heard: Callable[[str], None]) -> None:
    broken = asyncio.Event()
    with translated():
        connection: Any = await asyncpg.connect(dsn, timeout=10.0)
        try:
            connection.add_termination_listener(lambda _: broken.set())
            await connection.add_listener(channel, lambda *told: heard(told[-1]))
            heard("")
            await broken.wait()
        finally:
            connection.terminate()
