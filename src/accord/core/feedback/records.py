"""Feedback as records."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from accord.core.sentiment import Sentiment
from accord.kit.paging import Page
from accord.kit.records import UNSET, Changes, Record, UnsetType

from .ratings import score_of, sentiment_of


class ServiceType(StrEnum):
    """What was rated."""

    TOUR = "Tour"
    BOOKING = "Booking"
    SUPPORT = "Support"
    TRANSPORT = "Transport"
    ACCOMMODATION = "Accommodation"
    GENERAL = "General"


class Feedback(Record):
    """A customer's opinion of a service: a rating from 1 to 5, and what became of it.

    `booking_id` and `resolved_by` are not looked up. `resolved_by` is None when no person is known to have done it.
    """

    id: UUID
    customer_id: UUID
    booking_id: UUID | None
    service_type: ServiceType
    rating: int
    comments: str | None
    is_anonymous: bool
    source: str
    submitted_at: datetime
    resolution_notes: str | None
    resolved_by: UUID | None
    resolved_at: datetime | None

    @property
    def is_resolved(self) -> bool:
        """Whether it was settled."""
        return self.resolved_at is not None

    @property
    def sentiment(self) -> Sentiment:
        """How the customer feels, by the rating."""
        return sentiment_of(self.rating)

    @property
    def sentiment_score(self) -> Decimal:
        """The same from -1 to 1."""
        return score_of(self.rating)

    @property
    def told_of(self) -> UUID | None:
        """The customer whose timeline tells of it; None when it is anonymous."""
        return None if self.is_anonymous else self.customer_id


class NewFeedback(Record):
    """What is submitted; `source` says through what."""

    customer_id: UUID
    service_type: ServiceType
    rating: int
    booking_id: UUID | None = None
    comments: str | None = None
    is_anonymous: bool = False
    source: str = "web"


class FeedbackChanges(Changes):
    """A partial change of what became of feedback. `UNSET` keeps, None clears.

    Resolving without `resolved_by` names the caller; reopening forgets who resolved it, whatever was sent.
    """

    is_resolved: bool | UnsetType = UNSET
    resolution_notes: str | UnsetType | None = UNSET
    resolved_by: UUID | UnsetType | None = UNSET


class FeedbackQuery(Record):
    """Which feedback to list, latest first. Every filter given must hold."""

    page: Page
    customer_id: UUID | None = None
    service_type: ServiceType | None = None
    rating: int | None = None
    is_resolved: bool | None = None
    booking_id: UUID | None = None


class FeedbackStats(Record):
    """Counts of the feedback of the last days; `pending` counts all that is unresolved, whenever it came.

    `by_rating` has every rating, `by_service` and `by_sentiment` what occurs. The average is 0 of nothing, and so is
    `resolved_percent`, the share of what came in the window that is resolved.
    """

    total: int
    average_rating: Decimal
    by_rating: dict[int, int]
    by_service: dict[ServiceType, int]
    by_sentiment: dict[Sentiment, int]
    resolved_percent: Decimal
    pending: int


class FeedbackFigures(Record):
    """What one customer's feedback amounts to, ever. Without any, the average and the latest are None."""

    total: int
    average_rating: Decimal | None
    last_submitted_at: datetime | None
    by_service: dict[ServiceType, int]
