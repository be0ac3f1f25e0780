"""A stand-in for providers that are configured no more: messages that wait for them go another way, or end."""

from datetime import datetime

from accord.core.communications import (
    Accepted,
    CannotTell,
    Connection,
    FailureKind,
    OutboundMessage,
    Refused,
)
from accord.core.interactions import Channel

CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP)
_NAME = "none"
_TOLD = "the channel has no provider"


class AbsentProvider:
    """Takes nothing and cannot say what was taken. The policy turns messages away before they reach it."""

    def __init__(self, channel: Channel) -> None:
        self.name = _NAME
        self.channel = channel

    async def send(self, message: OutboundMessage) -> Accepted | Refused:  # noqa: ARG002
        """Refuses every message for good."""
        return Refused(provider=_NAME, kind=FailureKind.PERMANENT, code="no_provider", message=_TOLD)

    async def find(self, message: OutboundMessage, *, since: datetime) -> Accepted | None:  # noqa: ARG002
        """Raises CannotTell: another worker may have the provider still, or get it soon, and ask."""
        raise CannotTell(_TOLD)

    async def check(self) -> Connection:
        """It never works."""
        return Connection(provider=_NAME, works=False, detail=_TOLD)

    async def close(self) -> None:
        """Nothing to let go of."""
