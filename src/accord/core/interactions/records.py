"""Interactions and timeline entries as records."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from accord.kit.paging import Page
from accord.kit.records import UNSET, Changes, Record, UnsetType


class Channel(StrEnum):
    """Every way in which customer and staff can meet, across all dialects."""

    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    PHONE = "phone"
    IN_PERSON = "in_person"
    CHAT = "chat"
    WEB = "web"
    MOBILE_APP = "mobile_app"
    ATM = "atm"
    PUSH = "push"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    TWITTER = "twitter"
    INTERNAL = "internal"


class Interaction(Record):
    """Something that staff logged about a contact with a customer. `duration_minutes` is in whole minutes."""

    id: UUID
    customer_id: UUID
    staff_id: UUID | None
    channel: Channel
    subject: str | None
    summary: str
    occurred_at: datetime
    duration_minutes: int | None
    follow_up_required: bool
    follow_up_at: datetime | None
    created_at: datetime
    updated_at: datetime | None


class NewInteraction(Record):
    """What is logged. `occurred_at` None means now; `staff_id` None means the acting user."""

    customer_id: UUID
    channel: Channel
    summary: str
    subject: str | None = None
    staff_id: UUID | None = None
    occurred_at: datetime | None = None
    duration_minutes: int | None = None
    follow_up_required: bool = False
    follow_up_at: datetime | None = None


class InteractionChanges(Changes):
    """A partial change of an interaction. `UNSET` keeps, None clears.

    `alike` are channels that the writer cannot tell from `channel`: an interaction on one of them stays so,
    so that writing back what was read changes nothing.
    """

    staff_id: UUID | UnsetType | None = UNSET
    channel: Channel | UnsetType = UNSET
    alike: tuple[Channel, ...] | UnsetType = UNSET
    subject: str | UnsetType | None = UNSET
    summary: str | UnsetType = UNSET
    occurred_at: datetime | UnsetType = UNSET
    duration_minutes: int | UnsetType | None = UNSET
    follow_up_required: bool | UnsetType = UNSET
    follow_up_at: datetime | UnsetType | None = UNSET


class InteractionQuery(Record):
    """Which interactions to list, latest first. Every filter given must hold; empty `channels` means all."""

    page: Page
    customer_id: UUID | None = None
    staff_id: UUID | None = None
    channels: tuple[Channel, ...] = ()
    follow_up_required: bool | None = None


class InteractionStatsQuery(Record):
    """Which interactions to count. Empty `channels` means all; the window is the last `days` days."""

    customer_id: UUID | None = None
    channels: tuple[Channel, ...] = ()
    days: int = 30


class InteractionStats(Record):
    """Counts of logged interactions.

    `total`, `by_channel` and the average (over those with a duration; 0 without any) are of the window.
    `by_month` has the last twelve calendar months in UTC, oldest first, keys `YYYY-MM`. `follow_ups_pending`
    counts all that are required and due, whenever they were logged.
    """

    total: int
    by_channel: dict[Channel, int]
    by_month: dict[str, int]
    average_minutes: Decimal
    follow_ups_pending: int


class TimelineActor(Record):
    """Who did it: the kind of caller (user, machine, customer, system), its id, and the name it had then."""

    kind: str
    id: str
    name: str


class TimelineEntry(Record):
    """One thing that happened to a customer, through the dialect `via`; `data` is what the event tells."""

    id: UUID
    type: str
    occurred_at: datetime
    actor: TimelineActor
    via: str
    subject_id: UUID | None
    data: dict[str, Any]

    @property
    def key(self) -> "TimelineKey":
        """Where this entry stands; a page can go on after it."""
        return self.occurred_at, self.id


TimelineKey = tuple[datetime, UUID]
