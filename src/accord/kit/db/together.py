"""Work that several tasks ask for at about the same time, done in one go."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from .errors import DatabaseUnavailable

T = TypeVar("T")
R = TypeVar("R")


class Together(Generic[T, R]):
    """Does `work` for everything that was asked for while it did it for others: one go at a time, of `most` at most.

    `work` gives a result for each item, in their order. A go that fails is done again for each item by itself, so
    that none suffers for another; but not when the database is away. A task that is cancelled no longer hears its
    result; the work is done.
    """

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R]]], *, most: int = 100) -> None:
        self._work = work
        self._most = most
        self._asked: list[tuple[T, asyncio.Future[R]]] = []
        self._going: asyncio.Task[None] | None = None

    async def do(self, item: T) -> R:
        """The result for an item. Raises what `work` raises."""
        asked: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._asked.append((item, asked))
        if self._going is None:
            self._going = asyncio.create_task(self._go())
        return await asked

    async def _go(self) -> None:
        try:
            while self._asked:
                batch, self._asked = self._asked[: self._most], self._asked[self._most :]
                await self._do(batch)
        finally:
            self._going = None

    async def _do(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            found = await self._work([item for item, _ in batch])
        except Exception as failure:
            if len(batch) == 1 or isinstance(failure, DatabaseUnavailable):
                _tell_failure(batch, failure)
                return
            for each in batch:
                await self._do([each])
        except asyncio.CancelledError:
            for _, asked in batch:
                asked.cancel()
            raise
        else:
            for (_, asked), result in zip(batch, found, strict=True):
                if not asked.done():
                    asked.set_result(result)


def _tell_failure(batch: Sequence[tuple[T, asyncio.Future[R]]], failure: Exception) -> None:
    for _, asked in batch:
        if not asked.done():
            asked.set_exception(failure)
