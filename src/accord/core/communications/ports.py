"""What communications need of the world: somebody who sends, and somebody who reads what providers report.

Adapters implement these; the core calls a provider only outside of any transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

import msgspec

from accord.core.customers import Customer
from accord.core.interactions import Channel
from accord.kit.db import Db
from accord.kit.records import Record

from .records import Communication, Intent


class FailureKind(StrEnum):
    """Why a provider did not take a message, and so what is to be done about it.

    `DOUBTFUL` is an attempt whose answer never came: the provider may have taken the message, so it is looked up
    before anything is sent again.
    """

    TRANSIENT = "transient"
    RATE_LIMIT = "rate_limit"
    AUTH_FAILURE = "auth_failure"
    PERMANENT = "permanent"
    INVALID_INPUT = "invalid_input"
    DOUBTFUL = "doubtful"


class Attachment(Record):
    """A file that goes with an e-mail."""

    filename: str
    media_type: str
    content: bytes


class OutboundMessage(Record, kw_only=True):
    """One message, rendered and addressed.

    `reference` is derived from the communication's id and the channel, the same at every attempt: the
    `Message-ID` of an e-mail, and what a provider with idempotent requests or a searchable field is given.
    `template` names a WhatsApp template, with its ordered `template_values`, for use outside the 24-hour session.
    """

    communication_id: UUID
    channel: Channel
    recipient: str
    reference: str
    text: str
    subject: str | None = None
    html: str | None = None
    language: str = "en"
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    template: str | None = None
    template_values: tuple[str, ...] = ()


class Accepted(Record, kw_only=True):
    """The provider took the message. `provider_id` is its own name for it, which its receipts will carry.

    `others` are names that it may have instead, when it was looked up where several look the same.
    """

    provider: str
    provider_id: str
    others: tuple[str, ...] = ()


class Refused(Record, kw_only=True):
    """The provider did not take the message, or nobody knows whether it did (`DOUBTFUL`).

    `is_address_gone` says that there is no such address, which a bounce would say later. `is_about_recipient` says
    that it is this recipient or this message that is not taken now: the provider itself is well. `is_unsubscribed`
    says that the recipient has told the provider to bring no more.
    """

    provider: str
    kind: FailureKind
    code: str = ""
    message: str = ""
    retry_after_seconds: float | None = None
    is_address_gone: bool = False
    is_about_recipient: bool = False
    is_unsubscribed: bool = False


class CannotTell(Exception):
    """A provider that knows what it took, and did not say."""


class Connection(Record, kw_only=True):
    """What a test of the connection to a provider found; `detail` is for an operator and holds no secret."""

    provider: str
    works: bool
    detail: str = ""


class Provider(Protocol):
    """Somebody who sends on one channel. Its calls end within a bounded time and raise nothing but cancellation."""

    name: str
    channel: Channel

    async def send(self, message: OutboundMessage) -> Accepted | Refused:
        """Hand one message over."""

    async def find(self, message: OutboundMessage, *, since: datetime) -> Accepted | None:
        """The message if the provider has taken it since then; None when it has not, or can never say.

        Raises CannotTell, or anything else, when it could be asked and did not answer: it is asked again later.
        """

    async def check(self) -> Connection:
        """Whether the provider can be reached and believes us. Sends nothing."""

    async def close(self) -> None:
        """Let go of connections."""


class Receipt(Record, kw_only=True):
    """One thing a provider reports about a message that it took.

    `event_key` is the provider's own identity of the event, or what takes its part: the same event reported again
    has the same key. `event` is `sent`, `delivered`, `opened`, `clicked`, `failed`, `bounced`, `complained` or
    `unsubscribed`. `is_permanent` tells a hard bounce from a passing one. `by_machine` marks opens and clicks that
    no person made. `reference` is our own of the message, where the provider brings it back.
    """

    provider: str
    event_key: str
    provider_id: str
    event: str
    occurred_at: datetime | None = None
    recipient: str | None = None
    code: str = ""
    message: str = ""
    url: str | None = None
    is_permanent: bool = True
    by_machine: bool = False
    reference: str | None = None


class InboundMessage(Record, kw_only=True):
    """A message from a customer, as a provider passed it on.

    `meant` is what the provider itself took it for and has answered: an opt-out, an opt-in or a call for help.
    """

    provider: str
    event_key: str
    channel: Channel
    sender: str
    recipient: str
    text: str
    subject: str | None = None
    in_reply_to: str | None = None
    sent_at: datetime | None = None
    meant: Intent | None = None


class Delivery(Record, kw_only=True):
    """All that one call of a provider's webhook says."""

    receipts: tuple[Receipt, ...] = ()
    messages: tuple[InboundMessage, ...] = ()


class NotAuthentic(Exception):
    """A webhook call whose signature is missing or wrong, however it is wrong."""


class Unreadable(Exception):
    """An authentic webhook call whose content cannot be understood. The text says what is wrong."""


class WebhookReader(Protocol):
    """Reads one provider's webhook calls: verifies first, then parses."""

    def read(self, *, url: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Delivery:
        """What the call says. `headers` have lower-case names. Raises NotAuthentic, Unreadable."""

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """The text that answers a subscription handshake; None when this is not one. Raises NotAuthentic."""


class Rendered(Record, kw_only=True):
    """What a template made of a message: a subject where the channel has one, text, and HTML for e-mail."""

    text: str
    subject: str | None = None
    html: str | None = None


class Renderer(Protocol):
    """Makes the words of a message. It needs no I/O and never fails: what is missing is made good by generic words."""

    def render(
        self,
        message_type: str,
        channel: Channel,
        language: str,
        context: Mapping[str, Any],
        customer: Customer,
    ) -> Rendered:
        """The message of this type for this channel, in the nearest language there is."""

    def taken_values(
        self, names: Sequence[str], language: str, context: Mapping[str, Any], customer: Customer
    ) -> tuple[str, ...]:
        """What a provider's own template takes: the values of these names in words, `""` where there is none."""


class Finisher(Protocol):
    """Gives a message, just before it is sent, what belongs to this recipient alone.

    An e-mail gets its unsubscribe link and headers, its tracked links and pixel, and its attachments. Called outside
    of transactions.
    """

    async def finish(self, communication: Communication, message: OutboundMessage) -> OutboundMessage:
        """The message as it leaves."""


class ContactContext(Protocol):
    """What the rest of the platform knows that makes a promotional message wait."""

    async def open_case(self, db: Db, customer_id: UUID) -> bool:
        """Whether the customer has an open problem of priority P0 or P1."""
