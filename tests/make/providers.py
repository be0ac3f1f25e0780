"""Stand-ins for what communications need of the world: plain words, and a provider that does as it is told."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accord.core.communications import (
    Accepted,
    Connection,
    FailureKind,
    OutboundMessage,
    Outreach,
    Refused,
    Rendered,
)
from accord.core.customers import Customer
from accord.core.interactions import Channel


class PlainRenderer:
    """Words every message as its type and channel."""

    def render(
        self,
        message_type: str,
        channel: Channel,
        language: str,
        context: Mapping[str, Any],
        customer: Customer,
    ) -> Rendered:
        said = f"{message_type} by {channel} in {language}"
        if channel is not Channel.EMAIL:
            return Rendered(text=said)
        return Rendered(text=said, subject=f"About {message_type}", html=f"<p>{said}</p>")

    def taken_values(
        self, names: Sequence[str], language: str, context: Mapping[str, Any], customer: Customer
    ) -> tuple[str, ...]:
        return tuple(str(context.get(name, "")) for name in names)


def plain_outreach(*channels: Channel) -> Outreach:
    """Ways of sending on these channels, in plain words."""
    return Outreach(channels=frozenset(channels), renderer=PlainRenderer())


class ScriptedProvider:
    """Takes every message, unless the script for its recipient says otherwise; keeps what it took, in order.

    A script is a list of answers, one for each call: `accept`, `lose` (taken, but the answer never comes), `hang`,
    `greylist` (this recipient, for now), `unsubscribed`, or a kind of failure. After its end everything is accepted.
    """

    def __init__(self, channel: Channel = Channel.EMAIL, name: str = "scripted") -> None:
        self.channel = channel
        self.name = f"{name}-{channel}"
        self.taken: list[OutboundMessage] = []
        self.calls: list[OutboundMessage] = []
        self.found: list[str] = []
        self.scripts: dict[str, list[str]] = {}
        self.always: list[str] = []
        self.delay_seconds = 0.0
        self.hang_seconds = 3600.0
        self.retry_after_seconds: float | None = None

    async def send(self, message: OutboundMessage) -> Accepted | Refused:
        self.calls.append(message)
        step = self._step(message)
        if self.delay_seconds:
            await asyncio.sleep(self.delay_seconds)
        if step == "hang":
            await asyncio.sleep(self.hang_seconds)
        if step == "lose":
            self.taken.append(message)
            return Refused(provider=self.name, kind=FailureKind.DOUBTFUL, message="no answer")
        if step in ("accept", "hang"):
            self.taken.append(message)
            return self._accepted(message)
        if step == "raise":
            raise RuntimeError("a bug of the adapter")
        kinds = {"greylist": FailureKind.TRANSIENT, "unsubscribed": FailureKind.PERMANENT}
        return Refused(
            provider=self.name,
            kind=kinds.get(step) or FailureKind(step),
            is_about_recipient=step == "greylist",
            is_unsubscribed=step == "unsubscribed",
            code="500",
            message=f"scripted {step}",
            retry_after_seconds=self.retry_after_seconds,
        )

    async def find(self, message: OutboundMessage, *, since: datetime) -> Accepted | None:
        self.found.append(message.reference)
        known = any(each.reference == message.reference for each in self.taken)
        return self._accepted(message) if known else None

    async def check(self) -> Connection:
        return Connection(provider=self.name, works=True)

    async def close(self) -> None:
        return None

    def _step(self, message: OutboundMessage) -> str:
        script = self.scripts.get(message.recipient)
        if script:
            return script.pop(0)
        return self.always[0] if self.always else "accept"

    def _accepted(self, message: OutboundMessage) -> Accepted:
        return Accepted(provider=self.name, provider_id=f"id-{message.reference}")
