"""What happens to feedback.

The comments are not in the events, since staff delete feedback and the log could not follow. The events of
anonymous feedback name no customer.
"""

from typing import ClassVar
from uuid import UUID

from accord.core.events import Event
from accord.core.sentiment import Sentiment

from .records import ServiceType


class FeedbackSubmitted(Event):
    """A customer rated a service, from 1 to 5.

    `source` is free text. It is None for anonymous feedback: no erasing would find it again.
    """

    type: ClassVar[str] = "feedback.submitted"
    service_type: ServiceType
    rating: int
    sentiment: Sentiment
    source: str | None


class FeedbackUpdated(Event):
    """What was noted about its resolution changed. `fields` are the names of what did."""

    type: ClassVar[str] = "feedback.updated"
    fields: tuple[str, ...]


class FeedbackResolved(Event):
    """Feedback was settled, by the person `resolved_by` where one is known."""

    type: ClassVar[str] = "feedback.resolved"
    resolved_by: UUID | None


class FeedbackReopened(Event):
    """Settled feedback is pending again."""

    type: ClassVar[str] = "feedback.reopened"


class FeedbackDeleted(Event):
    """Feedback was taken out of the record."""

    type: ClassVar[str] = "feedback.deleted"
    service_type: ServiceType
    rating: int
