"""What a provider's answers say about the provider itself, told to everybody when it is news."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

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

    A message that is taken costs nothing here but a look at the clock.
    """

    def __init__(self, provider: Provider, breaker: Breaker, context: OpenContext) -> None:
        self._provider = provider
        self._breaker = breaker
        self._context = context
        self._troubles: dict[TroubleKind, float] = {}
        self._worked_at = float("-inf")
        # Told in the order in which they came; otherwise the last word could be an old one.
        self._turn = asyncio.Lock()

    async def note(self, outcome: Accepted | Refused) -> None:
        """Take note of how a call ended. It is told now if it is news; a database that is away hears of it later."""
        async with self._turn:
            try:
                await self._tell(outcome)
            except DatabaseUnavailable as error:
                log.warning("state of provider not told", provider=self._provider.name, problem=str(error))

    async def _tell(self, outcome: Accepted | Refused) -> None:
        now = time.monotonic()
        if isinstance(outcome, Accepted) or not shows_sickness(outcome):
            if self._troubles or now - self._worked_at >= _WORKS_SECONDS:
                await self._tell_works()
                self._troubles, self._worked_at = {}, now
            return
        kind = self._trouble_of(outcome)
        if kind is not None and now - self._troubles.get(kind, float("-inf")) >= _TROUBLE_SECONDS:
            await self._tell_trouble(kind, outcome)
            self._troubles[kind] = now

    def _trouble_of(self, refused: Refused) -> TroubleKind | None:
        if refused.kind is FailureKind.AUTH_FAILURE:
            return TroubleKind.CREDENTIALS
        return TroubleKind.OUTAGE if self._breaker.is_open else None

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
