"""Delivery figures as records."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from accord.core.interactions import Channel
from accord.kit.records import Record


class Grouping(StrEnum):
    """What figures can be grouped by."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    CHANNEL = "channel"
    MESSAGE_TYPE = "message_type"


class DeliveryQuery(Record):
    """Which messages to count: those made from `start_on` to `end_on`, both days included, in the organisation's zone.

    Without an end it is today, without a start 30 days before today, or before the end when that is earlier.
    """

    start_on: date | None = None
    end_on: date | None = None
    plan_id: UUID | None = None
    customer_id: UUID | None = None


class Figures(Record):
    """Messages counted, each once per column. `seconds` is how long the `timed` ones took to be delivered, together."""

    sent: int = 0
    delivered: int = 0
    opened: int = 0
    clicked: int = 0
    failed: int = 0
    timed: int = 0
    seconds: Decimal = Decimal(0)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            sent=self.sent + other.sent,
            delivered=self.delivered + other.delivered,
            opened=self.opened + other.opened,
            clicked=self.clicked + other.clicked,
            failed=self.failed + other.failed,
            timed=self.timed + other.timed,
            seconds=self.seconds + other.seconds,
        )


class Bucket(Record):
    """The figures of one day, channel and type."""

    made_on: date
    channel: Channel | None
    message_type: str
    figures: Figures


class DeliveryReport(Record):
    """The figures of a period. Channels and types in the contract's order, days ascending; only those that occur."""

    start_on: date
    end_on: date
    summary: Figures
    by_channel: dict[Channel, Figures]
    by_message_type: dict[str, Figures]
    by_day: dict[date, Figures]
