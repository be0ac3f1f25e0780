"""What a provider's answers say about the provider itself, told to everybody when it is news."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

from accord.core import communications
from accord.core.communications import Accepted, FailureKind, Provider, Refused, TroubleKind
from accord.core.context import Context
from accord.kit import log
from accord.kit.db import DatabaseUnavailable

from .breaker import Breaker, shows_sickness

# A trouble that lasts is told no more often than this.
_TROUBLE_SECONDS = 5.0
# Other workers may have told of a trouble and be gone: that the provider works is said so often anyway.
_WORKS_SECONDS = 30.0

OpenContext = Callable[[], AbstractAsyncContextManager[Context]]


class Standing:
    """Tells of a provider that refuses our credentials or is taken for sick, and that it works again.

    A message that is taken costs nothing here but a look at the clock: what is news is told beside the messages, which
    keep neither their places nor their customers for it.
    """

    def __init__(self, provider: Provider, breaker: Breaker, context: OpenContext) -> None:
        self._provider = provider
        self._breaker = breaker
        self._context = context
        self._troubles: dict[TroubleKind, float] = {}
        self._worked_at = float("-inf")
        self._telling: set[asyncio.Task[None]] = set()
        # Told in the order in which they came; otherwise the last word could be an old one.
        self._turn = asyncio.Lock()

    def note(self, outcome: Accepted | Refused) -> None:
        """Take note of how a call ended. News is told soon; when the database is away, the next call is news again."""
        now = time.monotonic()
        if isinstance(outcome, Accepted) or not shows_sickness(outcome):
            if self._troubles or now - self._worked_at >= _WORKS_SECONDS:
                self._troubles, self._worked_at = {}, now
                self._begin(self._tell_works)
            return
        kind = self._trouble_of(outcome)
        if kind is not None and now - self._troubles.get(kind, float("-inf")) >= _TROUBLE_SECONDS:
            self._troubles[kind] = now
            self._begin(partial(self._tell_trouble, kind, outcome))

    async def finish(self, *, seconds: float) -> None:
        """Tell what is left to be told, for so long."""
        if self._telling:
            await asyncio.wait(self._telling, timeout=seconds)
        for task in list(self._telling):
            task.cancel()
        await asyncio.gather(*self._telling, return_exceptions=True)

    def _trouble_of(self, refused: Refused) -> TroubleKind | None:
        if refused.kind is FailureKind.AUTH_FAILURE:
            return TroubleKind.CREDENTIALS
        return TroubleKind.OUTAGE if self._breaker.is_open else None

    def _begin(self, tell: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.create_task(self._in_turn(tell))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _in_turn(self, tell: Callable[[], Awaitable[None]]) -> None:
        async with self._turn:
            try:
                await tell()
            except DatabaseUnavailable as error:
                self._troubles, self._worked_at = {}, float("-inf")
                log.warning("state of provider not told", provider=self._provider.name, problem=str(error))
            except Exception as error:  # nobody would notice that the task has ended
                log.failure("state of provider not told", error, provider=self._provider.name)

    async def _tell_trouble(self, kind: TroubleKind, refused: Refused) -> None:
        if kind is TroubleKind.CREDENTIALS:
            log.warning(
                "provider refuses our credentials", provider=self._provider.name, told=refused.message
            )
        async with self._context() as ctx:
            await communications.report_provider_trouble(
                ctx, self._provider.channel, self._provider.name, kind
            )

    async def _tell_works(self) -> None:
        async with self._context() as ctx:
            await communications.report_provider_works(ctx, self._provider.channel, self._provider.name)
