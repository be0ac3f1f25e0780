"""What happens to communications, and to what customers wish.

An event tells which kind of message it was and on which channel, never what it said nor to which address.
"""

from typing import ClassVar

from accord.core.events import Event
from accord.core.interactions import Channel

from .records import CommunicationStatus, Intent, Reason, TroubleKind


class CommunicationQueued(Event):
    """A message is to be sent, now or at a later time (`status` is `scheduled`, `reason` says why)."""

    type: ClassVar[str] = "communication.queued"
    message_type: str
    origin: str
    channel: Channel | None
    status: CommunicationStatus
    reason: Reason | None = None


class CommunicationDeferred(Event):
    """A message that was due waits after all; `reason` says why. It is told once for each reason."""

    type: ClassVar[str] = "communication.deferred"
    message_type: str
    origin: str
    channel: Channel | None
    reason: Reason | None


class CommunicationSent(Event):
    """A provider took a message."""

    type: ClassVar[str] = "communication.sent"
    message_type: str
    origin: str
    channel: Channel | None


class CommunicationDelivered(Event):
    """A message reached its address."""

    type: ClassVar[str] = "communication.delivered"
    message_type: str
    origin: str
    channel: Channel | None


class CommunicationOpened(Event):
    """A person opened a message for the first time."""

    type: ClassVar[str] = "communication.opened"
    message_type: str
    origin: str
    channel: Channel | None


class CommunicationClicked(Event):
    """A person followed a link of a message for the first time."""

    type: ClassVar[str] = "communication.clicked"
    message_type: str
    origin: str
    channel: Channel | None


class CommunicationFailed(Event):
    """A message will not arrive: every channel refused it, or its address does not exist (`status` is `bounced`)."""

    type: ClassVar[str] = "communication.failed"
    message_type: str
    origin: str
    channel: Channel | None
    status: CommunicationStatus
    category: str | None


class CommunicationSuppressed(Event):
    """A message was not sent because it must not be, or can reach nobody."""

    type: ClassVar[str] = "communication.suppressed"
    message_type: str
    origin: str
    reason: Reason


class CommunicationExpired(Event):
    """A message could not be sent within its time."""

    type: ClassVar[str] = "communication.expired"
    message_type: str
    origin: str


class CommunicationRetried(Event):
    """An operator had a message that failed tried again."""

    type: ClassVar[str] = "communication.retried"
    message_type: str
    origin: str


class AddressRelieved(Event):
    """An operator had an address used again that had bounced or complained."""

    type: ClassVar[str] = "address.relieved"
    channel: Channel


class PreferencesUpdated(Event):
    """Wishes of a customer were written. `fields` are their names, in the core's words."""

    type: ClassVar[str] = "preferences.updated"
    fields: tuple[str, ...]


class CustomerOptedOut(Event):
    """A customer does not want to be written to on a channel. `source` says how that was told."""

    type: ClassVar[str] = "customer.opted_out"
    channel: Channel
    source: str


class CustomerOptedIn(Event):
    """A customer can be written to on a channel again."""

    type: ClassVar[str] = "customer.opted_in"
    channel: Channel
    source: str


class MessageReceived(Event):
    """A customer wrote to us; `subject_id` is the inbound communication."""

    type: ClassVar[str] = "message.received"
    channel: Channel
    intent: Intent


class ProviderTroubled(Event):
    """A provider has refused our credentials, or has been out for `minutes`. It is told once for each trouble."""

    type: ClassVar[str] = "provider.troubled"
    channel: Channel
    provider: str
    kind: TroubleKind
    minutes: int


class ProviderRecovered(Event):
    """A provider takes messages again whose trouble had been told."""

    type: ClassVar[str] = "provider.recovered"
    channel: Channel
    provider: str
    kind: TroubleKind
