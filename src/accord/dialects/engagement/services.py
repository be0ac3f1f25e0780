"""What engagement is given by whoever puts everything together."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

import msgspec

from accord.core.communications import Communication, Outreach, WebhookReader
from accord.core.context import Context


class FirstAttempts(Protocol):
    """Somebody who hears what becomes of new messages."""

    async def await_first_attempt(self, communication_id: UUID, seconds: float) -> Communication | None:
        """The message once it has come to something, or as it is after so many seconds; None when it is gone."""


class Components(Protocol):
    """Somebody who knows how the parts of the installation are."""

    async def states(self, ctx: Context) -> Mapping[str, str]:
        """`healthy`, `degraded` or `unhealthy` for each part, by its name in the contract. Never fails."""


class Services(msgspec.Struct, frozen=True, kw_only=True):
    """The ways of sending, who waits for them, who reads what providers call, who knows how all are.

    `house` is the organisation's name, `public_url` where providers reach this server.
    """

    outreach: Outreach
    first_attempts: FirstAttempts
    webhooks: Mapping[str, WebhookReader]
    components: Components
    wait_seconds: float
    house: str
    public_url: str
