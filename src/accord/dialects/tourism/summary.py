"""A customer with all its figures, as a tour operator wants to see it at a glance."""

from msgspec.structs import asdict

from accord.core import analytics
from accord.core.analytics import CustomerSummary
from accord.core.context import Context
from accord.kit.http.answers import Answer, ok
from accord.kit.http.operations import Call, Routes
from accord.kit.http.wire import show_amount, show_time_or_none

from . import examples
from .customers import CustomerShown, show_customer
from .feedback import show_service_counts
from .interactions import show_channel_counts

routes = Routes("Customers")


class SummaryShown(CustomerShown):
    total_interactions: int
    total_feedback: int
    average_rating: float | None
    last_feedback_date: str | None
    segments: list[str]
    interaction_channels: dict[str, int]
    feedback_by_service: dict[str, int]


def show_summary(summary: CustomerSummary) -> SummaryShown:
    """A summary in tourism's words; what is not shown here is not counted either."""
    channels = show_channel_counts(summary.interactions_by_channel)
    figures = summary.feedback
    return SummaryShown(
        **asdict(show_customer(summary.customer)),
        total_interactions=sum(channels.values()),
        total_feedback=figures.total,
        average_rating=show_amount(figures.average_rating),
        last_feedback_date=show_time_or_none(figures.last_submitted_at),
        segments=summary.segments,
        interaction_channels=channels,
        feedback_by_service=show_service_counts(figures.by_service),
    )


@routes.get(
    "/customers/{customer_id}/summary",
    "Customer with statistics",
    permission="crm:read:customers",
    answer=SummaryShown,
    answer_example=examples.SUMMARY,
)
async def get_customer_summary(ctx: Context, call: Call[None, None]) -> Answer:
    """One customer with what it did and what it thinks."""
    return ok(show_summary(await analytics.get_customer_summary(ctx, call.path["customer_id"])))
