"""Feedback as a tour operator knows it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from accord.core import feedback
from accord.core.context import Context
from accord.core.feedback import (
    Feedback,
    FeedbackChanges,
    FeedbackQuery,
    FeedbackStats,
    NewFeedback,
    ServiceType,
)
from accord.core.sentiment import Sentiment
from accord.kit.http.answers import Answer, created, ok
from accord.kit.http.operations import Call, Routes
from accord.kit.http.wire import show_amount, show_time, show_time_or_none

from . import examples
from .contract import Body, MessageShown, PageQuery, Shown
from .paging import PageShown, page_of, show_page

routes = Routes("Feedback")

Rating = Annotated[int, Meta(ge=1, le=5)]
Comments = Annotated[str, Meta(max_length=2000)]
Notes = Annotated[str, Meta(max_length=1000)]
Source = Annotated[str, Meta(max_length=50)]

ALWAYS_COUNTED = (ServiceType.TOUR, ServiceType.TRANSPORT)
DEFAULT_SOURCE = "web"


class TourSentiment(StrEnum):
    """The sentiments of the document."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


SHOWN_SENTIMENT: dict[Sentiment, TourSentiment] = {
    Sentiment.POSITIVE: TourSentiment.POSITIVE,
    Sentiment.NEUTRAL: TourSentiment.NEUTRAL,
    Sentiment.NEGATIVE: TourSentiment.NEGATIVE,
    Sentiment.VERY_NEGATIVE: TourSentiment.NEGATIVE,
}


class NewFeedbackBody(Body, kw_only=True):
    customer_id: UUID
    booking_id: UUID | None = None
    service_type: ServiceType
    rating: Rating
    comments: Comments | None = None
    is_anonymous: bool | None = False
    source: Source | None = DEFAULT_SOURCE


class FeedbackChangesBody(Body):
    """All optional; null clears, except that `resolved` then stays as it is."""

    resolved: bool | UnsetType | None = UNSET
    resolution_notes: Notes | UnsetType | None = UNSET
    resolved_by: UUID | UnsetType | None = UNSET


class FeedbackListQuery(PageQuery):
    customer_id: UUID | None = None
    service_type: ServiceType | None = None
    rating: Rating | None = None
    resolved: bool | None = None
    booking_id: UUID | None = None


class FeedbackStatsQuery(Body):
    days: Annotated[int, Meta(ge=1, le=365)] = 30


class FeedbackShown(Shown):
    id: UUID
    customer_id: UUID
    booking_id: UUID | None
    service_type: ServiceType
    rating: int
    comments: str | None
    resolved: bool
    resolution_notes: str | None
    resolved_by: UUID | None
    resolved_at: str | None
    is_anonymous: bool
    source: str
    submitted_at: str
    created_at: str
    sentiment: TourSentiment


class FeedbackStatsShown(Shown):
    total_feedback: int
    average_rating: float
    rating_distribution: dict[str, int]
    by_service_type: dict[str, int]
    sentiment_analysis: dict[str, int]
    resolution_rate: float
    pending_resolution: int


def show_feedback(shown: Feedback) -> FeedbackShown:
    """Feedback in tourism's words."""
    submitted_at = show_time(shown.submitted_at)
    return FeedbackShown(
        id=shown.id,
        customer_id=shown.customer_id,
        booking_id=shown.booking_id,
        service_type=shown.service_type,
        rating=shown.rating,
        comments=shown.comments,
        resolved=shown.is_resolved,
        resolution_notes=shown.resolution_notes,
        resolved_by=shown.resolved_by,
        resolved_at=show_time_or_none(shown.resolved_at),
        is_anonymous=shown.is_anonymous,
        source=shown.source,
        submitted_at=submitted_at,
        created_at=submitted_at,
        sentiment=SHOWN_SENTIMENT[shown.sentiment],
    )


def show_service_counts(counts: Mapping[ServiceType, int]) -> dict[str, int]:
    """Counts by service: two of them always, others when they occur."""
    return {service.value: 0 for service in ALWAYS_COUNTED} | {
        service.value: count for service, count in counts.items()
    }


def show_sentiment_counts(counts: Mapping[Sentiment, int]) -> dict[str, int]:
    """Counts by the sentiments of the document, all of them."""
    shown = {sentiment.value: 0 for sentiment in TourSentiment}
    for sentiment, count in counts.items():
        shown[SHOWN_SENTIMENT[sentiment].value] += count
    return shown


def show_stats(stats: FeedbackStats) -> FeedbackStatsShown:
    """Statistics in tourism's words."""
    return FeedbackStatsShown(
        total_feedback=stats.total,
        average_rating=show_amount(stats.average_rating) or 0.0,
        rating_distribution={str(rating): count for rating, count in stats.by_rating.items()},
        by_service_type=show_service_counts(stats.by_service),
        sentiment_analysis=show_sentiment_counts(stats.by_sentiment),
        resolution_rate=show_amount(stats.resolved_percent) or 0.0,
        pending_resolution=stats.pending,
    )


@routes.post(
    "/feedback/",
    "Submit feedback",
    permission="crm:create:feedback",
    limit="submit-feedback",
    body_key="customer_id",
    success=201,
    body=NewFeedbackBody,
    answer=FeedbackShown,
    body_example=examples.NEW_FEEDBACK,
    answer_example=examples.FEEDBACK,
    errors=(404,),
)
async def submit_feedback(ctx: Context, call: Call[NewFeedbackBody, None]) -> Answer:
    """Take in what a customer thinks of a service."""
    body = call.body
    submitted = await feedback.submit_feedback(
        ctx,
        NewFeedback(
            customer_id=body.customer_id,
            booking_id=body.booking_id,
            service_type=body.service_type,
            rating=body.rating,
            comments=body.comments or None,
            is_anonymous=body.is_anonymous or False,
            source=body.source or DEFAULT_SOURCE,
        ),
    )
    return created(show_feedback(submitted))


@routes.get(
    "/feedback/",
    "List feedback with filters",
    permission="crm:read:feedback",
    query=FeedbackListQuery,
    answer=PageShown[FeedbackShown],
    answer_example=examples.page(examples.FEEDBACK),
)
async def list_feedback(ctx: Context, call: Call[None, FeedbackListQuery]) -> Answer:
    """The feedback that matches every filter, latest first."""
    query = call.query
    found = await feedback.list_feedback(
        ctx,
        FeedbackQuery(
            page=page_of(query),
            customer_id=query.customer_id,
            service_type=query.service_type,
            rating=query.rating,
            is_resolved=query.resolved,
            booking_id=query.booking_id,
        ),
    )
    return show_page(found, show_feedback, query)


@routes.get(
    "/feedback/stats",
    "Feedback statistics",
    permission="crm:read:feedback",
    query=FeedbackStatsQuery,
    answer=FeedbackStatsShown,
    answer_example=examples.FEEDBACK_STATS,
)
async def get_feedback_stats(ctx: Context, call: Call[None, FeedbackStatsQuery]) -> Answer:
    """Figures of the last days; what is pending whatever the days."""
    return ok(show_stats(await feedback.feedback_stats(ctx, days=call.query.days)))


@routes.get(
    "/feedback/customer/{customer_id}",
    "Feedback of a customer",
    permission="crm:read:feedback",
    query=PageQuery,
    answer=PageShown[FeedbackShown],
    answer_example=examples.page(examples.FEEDBACK),
    documented=False,
)
async def list_feedback_of_customer(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """The feedback of one customer, latest first."""
    found = await feedback.list_feedback_of_customer(ctx, call.path["customer_id"], page_of(call.query))
    return show_page(found, show_feedback, call.query)


@routes.get(
    "/feedback/{feedback_id}",
    "Feedback by id",
    permission="crm:read:feedback",
    answer=FeedbackShown,
    answer_example=examples.FEEDBACK,
    documented=False,
)
async def get_feedback(ctx: Context, call: Call[None, None]) -> Answer:
    """One customer's opinion of one service."""
    return ok(show_feedback(await feedback.get_feedback(ctx, call.path["feedback_id"])))


@routes.put(
    "/feedback/{feedback_id}",
    "Update or resolve feedback",
    permission="crm:update:feedback",
    body=FeedbackChangesBody,
    answer=FeedbackShown,
    body_example=examples.FEEDBACK_CHANGES,
    answer_example=examples.RESOLVED_FEEDBACK,
)
async def update_feedback(ctx: Context, call: Call[FeedbackChangesBody, None]) -> Answer:
    """Settle it, open it again, or note what was done."""
    body = call.body
    changes = FeedbackChanges(
        is_resolved=UNSET if body.resolved is None else body.resolved,
        resolution_notes=None if body.resolution_notes == "" else body.resolution_notes,
        resolved_by=body.resolved_by,
    )
    return ok(show_feedback(await feedback.update_feedback(ctx, call.path["feedback_id"], changes)))


@routes.delete(
    "/feedback/{feedback_id}",
    "Delete feedback",
    permission="crm:delete:feedback",
    answer=MessageShown,
    answer_example={"message": "Feedback deleted successfully"},
    documented=False,
)
async def delete_feedback(ctx: Context, call: Call[None, None]) -> Answer:
    """Take feedback out of the record."""
    await feedback.delete_feedback(ctx, call.path["feedback_id"])
    return ok(MessageShown(message="Feedback deleted successfully"))
