"""One time for all workers: the database's. A machine whose clock is wrong would take over what others are sending."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime, timedelta

from accord.core import communications
from accord.core.context import Context
from accord.kit import clock, log
from accord.kit.beside import beside
from accord.kit.db import DatabaseUnavailable

OpenContext = Callable[[], AbstractAsyncContextManager[Context]]

COMPARED_SECONDS = 60.0
# What is less may be the time that the answer took.
NEGLIGIBLE = timedelta(seconds=1)


class SharedClock:
    """This machine's clock, put right by the database's, with which it is compared once a minute."""

    def __init__(self, open_context: OpenContext) -> None:
        self._open_context = open_context
        self.offset = timedelta()

    def now(self) -> datetime:
        """The present instant, UTC."""
        return clock.now() + self.offset

    @asynccontextmanager
    async def context(self) -> AsyncIterator[Context]:
        """A transaction at that time."""
        async with self._open_context() as ctx:
            ctx.now += self.offset
            yield ctx

    @asynccontextmanager
    async def kept_right(self) -> AsyncIterator[None]:
        """Compare the clocks now, and then until the block ends. Raises DatabaseUnavailable."""
        await self._compare()
        async with beside(self._keep()):
            yield

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(COMPARED_SECONDS)
            with suppress(DatabaseUnavailable):
                await self._compare()

    async def _compare(self) -> None:
        began = time.monotonic()
        async with self._open_context() as ctx:
            theirs = await communications.shared_instant(ctx)
            ours = ctx.now + timedelta(seconds=time.monotonic() - began)
        offset = theirs - ours
        before, self.offset = self.offset, offset if abs(offset) >= NEGLIGIBLE else timedelta()
        if self.offset and not before:
            log.warning("this machine's clock is wrong", seconds=round(-offset.total_seconds(), 1))
