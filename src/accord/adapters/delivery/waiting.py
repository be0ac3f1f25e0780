"""Waiting for the first attempt at a message, whichever process makes it."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from uuid import UUID

from accord.core import communications
from accord.core.communications import Communication
from accord.core.context import Context
from accord.kit.db import listening

OpenContext = Callable[[], AbstractAsyncContextManager[Context]]


class FirstAttempts:
    """Hears of messages that have come to something, over one connection for a whole process."""

    def __init__(self, open_context: OpenContext) -> None:
        self._open_context = open_context
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    @asynccontextmanager
    async def hearing(self, dsn: str) -> AsyncIterator[None]:
        """Hear notices until the block ends; without it everything is waited for to the end of its time."""
        async with listening(dsn, communications.DONE, self._heard):
            yield

    async def await_first_attempt(self, communication_id: UUID, seconds: float) -> Communication | None:
        """The message once it has come to something, or as it is after so many seconds; None when it is gone.

        It has come to something when it was taken, refused, deferred or ended. The transaction that sent it must
        have committed.
        """
        key, told = str(communication_id), asyncio.Event()
        self._waiting[key].add(told)
        try:
            found = await self._find(communication_id)
            loop = asyncio.get_running_loop()
            until = loop.time() + seconds
            while found is not None and not found.has_come_to_something:
                left = until - loop.time()
                if left <= 0 or not await _within(told, left):
                    break
                told.clear()
                found = await self._find(communication_id)
            return found
        finally:
            self._waiting[key].discard(told)
            if not self._waiting[key]:
                del self._waiting[key]

    async def _find(self, communication_id: UUID) -> Communication | None:
        async with self._open_context() as ctx:
            return await communications.find_communication(ctx, communication_id)

    def _heard(self, told: str) -> None:
        """A notice names its message; the empty one after a lost connection is for all."""
        keys = [told] if told else list(self._waiting)
        for key in keys:
            for event in self._waiting.get(key, ()):
                event.set()


async def _within(told: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await told.wait()
    except TimeoutError:
        return False
    return True
