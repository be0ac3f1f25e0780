"""Communications, preferences and consent as records."""

from datetime import datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from accord.core.interactions import Channel
from accord.kit.paging import Page
from accord.kit.records import UNSET, Changes, Record, UnsetType


class Direction(StrEnum):
    """Who speaks to whom."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


class Purpose(StrEnum):
    """Why we write: the customer's own business, or ours."""

    TRANSACTIONAL = "transactional"
    PROMOTIONAL = "promotional"


class Urgency(StrEnum):
    """How soon a message must go out."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class CommunicationStatus(StrEnum):
    """How far a message has come. An inbound one is `delivered` from the start."""

    QUEUED = "queued"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    OPENED = "opened"
    CLICKED = "clicked"
    FAILED = "failed"
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"


PENDING = (CommunicationStatus.QUEUED, CommunicationStatus.SCHEDULED, CommunicationStatus.SENDING)


class Reason(StrEnum):
    """Why a channel cannot be used, or why a message waits or will never go out."""

    OPTED_OUT = "opted_out"
    ADDRESS_SUPPRESSED = "address_suppressed"
    NO_ADDRESS = "no_address"
    NO_TEMPLATE = "no_template"
    NO_PROVIDER = "no_provider"
    QUIET_HOURS = "quiet_hours"
    BUSINESS_HOURS = "business_hours"
    BATCH = "batch"
    REQUESTED = "requested"
    FREQUENCY_CAP = "frequency_cap"
    OPEN_CASE = "open_case"
    IN_PROGRESS = "in_progress"
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    RATE_LIMITED = "rate_limited"
    CANCELLED = "cancelled"


class Communication(Record):
    """A message and what became of it, without its content.

    `channel` is the chosen one, null when none can be used; `channel_order` all usable ones, the chosen at
    `channel_index`. `attempts` counts those on the present channel, `retry_count` all after the very first.
    `due_at` is when it was first meant to go out, `next_attempt_at` when it is looked at again.
    """

    id: UUID
    customer_id: UUID
    plan_id: UUID | None
    direction: Direction
    origin: str
    sender: str
    message_type: str
    purpose: Purpose
    urgency: Urgency
    priority: int
    language: str
    preferred_channel: Channel | None
    channel: Channel | None
    channel_order: list[Channel]
    channel_index: int
    status: CommunicationStatus
    reason: Reason | None
    decision: dict[str, Any]
    subject: str | None
    recipient: str | None
    metadata: dict[str, Any]
    attempts: int
    retry_count: int
    provider: str | None
    provider_id: str | None
    error_category: str | None
    error_message: str | None
    fallback_used: bool
    primary_channel_error: str | None
    open_count: int
    click_count: int
    created_at: datetime
    scheduled_at: datetime | None
    due_at: datetime | None
    next_attempt_at: datetime | None
    sent_at: datetime | None
    delivered_at: datetime | None
    opened_at: datetime | None
    clicked_at: datetime | None
    failed_at: datetime | None
    bounced_at: datetime | None
    suppressed_at: datetime | None
    expired_at: datetime | None

    @property
    def is_pending(self) -> bool:
        """Whether it may still go out."""
        return self.status in PENDING

    @property
    def has_come_to_something(self) -> bool:
        """Whether its first attempt was made, or will not be made now: it was taken, refused, deferred or ended."""
        return not self.is_pending or self.reason not in (None, Reason.IN_PROGRESS)


class Content(Record):
    """What a message says. `authored` tells that somebody wrote it, so no template is asked for another channel."""

    context: dict[str, Any]
    text: str | None
    html: str | None
    authored: bool
    ignores_timing: bool


class Held(Communication, kw_only=True):
    """A message with its content and its lease, as a worker holds it."""

    context: dict[str, Any]
    text: str | None
    html: str | None
    authored: bool
    ignores_timing: bool
    leased_by: UUID | None

    @property
    def content(self) -> Content:
        """What it says."""
        return Content(
            context=self.context,
            text=self.text,
            html=self.html,
            authored=self.authored,
            ignores_timing=self.ignores_timing,
        )

    @property
    def may_be_in_doubt(self) -> bool:
        """Whether an attempt may be without an end, or with one that nobody knows."""
        return self.status is CommunicationStatus.SENDING or self.error_category == "doubtful"


class NewCommunication(Record):
    """A message to be sent.

    `origin` names the part of the platform that asks (`engagement`, `automation`, `campaign`, `conversation`),
    `sender` who shares the workers fairly with others; the origin when it is not given. With `text` the message
    is written already, otherwise a template of `message_type` makes it. `only_channel` allows no other channel;
    `recipient` is then an address to use instead of the customer's own.
    `send_at` is the earliest time; `ignores_timing` is for answers to somebody who waits for them.
    """

    customer_id: UUID
    message_type: str
    origin: str
    plan_id: UUID | None = None
    context: dict[str, Any] = msgspec.field(default_factory=dict)
    urgency: Urgency = Urgency.NORMAL
    purpose: Purpose = Purpose.TRANSACTIONAL
    preferred_channel: Channel | None = None
    only_channel: Channel | None = None
    recipient: str | None = None
    sender: str | None = None
    language: str | None = None
    subject: str | None = None
    text: str | None = None
    html: str | None = None
    send_at: datetime | None = None
    ignores_timing: bool = False
    metadata: dict[str, Any] = msgspec.field(default_factory=dict)


class CommunicationQuery(Record):
    """Which communications to list, newest first. Every filter given must hold; empty tuples mean all."""

    page: Page
    customer_id: UUID | None = None
    plan_id: UUID | None = None
    channel: Channel | None = None
    statuses: tuple[CommunicationStatus, ...] = ()
    origins: tuple[str, ...] = ()
    direction: Direction | None = Direction.OUTBOUND
    created_from: datetime | None = None
    created_before: datetime | None = None


class Outcome(StrEnum):
    """How an attempt ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DOUBTFUL = "doubtful"
    NOT_TAKEN = "not_taken"


class Attempt(Record):
    """One try to hand a message to a provider. One without an end is under way, or its worker died."""

    id: UUID
    channel: Channel
    number: int
    begun_at: datetime
    ended_at: datetime | None
    outcome: Outcome | None
    provider: str
    provider_id: str | None
    category: str | None
    code: str | None
    message: str | None


class DeliveryEvent(Record):
    """One line of a message's log: what we noted ourselves (provider `accord`) or a provider reported."""

    id: UUID
    provider: str
    event: str
    occurred_at: datetime
    code: str | None
    message: str | None
    url: str | None
    by_machine: bool


class CommunicationDetail(Record):
    """A message with all that is known of it. The log is ascending and tells `sent` once."""

    communication: Communication
    content: Content
    attempts: list[Attempt]
    log: list[DeliveryEvent]


class OptOut(Record):
    """A customer's wish not to be written to on a channel, since when, and how it was told."""

    channel: Channel
    since: datetime
    source: str


class Preferences(Record):
    """How a customer wishes to be reached. Without a stored row both times are null and defaults hold.

    `preferred_channels` None was never said; empty means no preference. `shown_channels` words that. `language`,
    `frequency` and `categories` are the customer's own attributes, shared with every dialect.
    """

    customer_id: UUID
    preferred_channels: list[Channel] | None
    timezone: str
    quiet_start: time
    quiet_end: time
    opt_outs: list[OptOut]
    language: str | None
    frequency: str | None
    categories: list[str]
    available_channels: list[Channel]
    created_at: datetime | None
    updated_at: datetime | None

    @property
    def shown_channels(self) -> list[Channel]:
        """The preferred channels, with the default where nothing was ever said."""
        return [Channel.EMAIL] if self.preferred_channels is None else self.preferred_channels

    def is_opted_out(self, channel: Channel) -> bool:
        """Whether the customer does not want to be written to on this channel."""
        return any(each.channel is channel for each in self.opt_outs)


class PreferenceChanges(Changes):
    """A partial change of preferences. `UNSET` keeps, None resets to the default."""

    preferred_channels: list[Channel] | UnsetType | None = UNSET
    timezone: str | UnsetType | None = UNSET
    quiet_start: time | UnsetType | None = UNSET
    quiet_end: time | UnsetType | None = UNSET
    opt_out_email: bool | UnsetType | None = UNSET
    opt_out_sms: bool | UnsetType | None = UNSET
    opt_out_whatsapp: bool | UnsetType | None = UNSET
    opt_out_push: bool | UnsetType | None = UNSET
    language: str | UnsetType | None = UNSET
    frequency: str | UnsetType | None = UNSET
    categories: list[str] | UnsetType | None = UNSET


class SuppressionReason(StrEnum):
    """Why nothing is sent to an address any more, whoever owns it."""

    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBED = "unsubscribed"


class Intent(StrEnum):
    """What a message from a customer asks for."""

    CONFIRMATION = "confirmation"
    REJECTION = "rejection"
    SELECTION = "selection"
    HELP_REQUEST = "help_request"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    UNKNOWN = "unknown"


class DeliveryFigures(Record):
    """How sending goes: what waits, what failed within the last hour, and how long delivery took today."""

    pending: int
    failed_last_hour: int
    average_delivery_seconds: float


class TroubleKind(StrEnum):
    """What is wrong with a provider: it refuses who we say we are, or it cannot be reached or fails."""

    CREDENTIALS = "credentials"
    OUTAGE = "outage"


class ProviderTrouble(Record):
    """One kind of trouble with a provider, from its first sign to its end; the last of its kind is kept.

    `seen_at` is when it showed last, `told_at` when staff were told of it.
    """

    channel: Channel
    provider: str
    kind: TroubleKind
    began_at: datetime
    seen_at: datetime
    told_at: datetime | None = None
    ended_at: datetime | None = None
