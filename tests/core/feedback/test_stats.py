from datetime import timedelta
from decimal import Decimal

import pytest

from accord.core import feedback
from accord.core.errors import Forbidden, NotFound
from accord.core.feedback import FeedbackFigures, FeedbackStats, ServiceType
from accord.core.permissions import Permission
from accord.core.sentiment import Sentiment
from accord.kit.ids import new_id


class TestFeedbackStats:
    async def test_of_nothing_are_zeros(self, ctx):
        assert await feedback.feedback_stats(ctx) == FeedbackStats(
            total=0,
            average_rating=Decimal(0),
            by_rating=dict.fromkeys(range(1, 6), 0),
            by_service={},
            by_sentiment={},
            resolved_percent=Decimal(0),
            pending=0,
        )

    async def test_count_what_came_in_the_window(self, ctx, make):
        customer = await make.customer()
        for days, second in ((30, 0), (30, 1), (0, 0), (31, 0)):
            moment = ctx.now - timedelta(days=days, seconds=second)
            await make.feedback(customer.id, submitted_at=moment)

        assert (await feedback.feedback_stats(ctx, days=30)).total == 2
        assert (await feedback.feedback_stats(ctx, days=365)).total == 4

    async def test_tell_how_it_is_distributed(self, ctx, make):
        customer = await make.customer()
        for rating, service in (
            (5, "Tour"),
            (5, "Support"),
            (4, "Tour"),
            (3, "Tour"),
            (2, "Tour"),
            (1, "Tour"),
        ):
            await make.feedback(customer.id, rating=rating, service_type=service, submitted_at=ctx.now)

        stats = await feedback.feedback_stats(ctx)

        assert stats.by_rating == {1: 1, 2: 1, 3: 1, 4: 1, 5: 2}
        assert stats.by_service == {ServiceType.TOUR: 5, ServiceType.SUPPORT: 1}
        assert stats.by_sentiment == {
            Sentiment.POSITIVE: 3,
            Sentiment.NEUTRAL: 1,
            Sentiment.NEGATIVE: 1,
            Sentiment.VERY_NEGATIVE: 1,
        }
        assert stats.average_rating == Decimal(20) / 6

    async def test_have_one_of_five_resolved_as_twenty_percent(self, ctx, make):
        customer = await make.customer()
        await make.feedback(customer.id, submitted_at=ctx.now, resolved_at=ctx.now)
        for _ in range(4):
            await make.feedback(customer.id, submitted_at=ctx.now)

        assert (await feedback.feedback_stats(ctx)).resolved_percent == 20

    async def test_have_all_that_is_pending_whatever_the_window(self, ctx, make):
        customer = await make.customer()
        long_ago = ctx.now - timedelta(days=4000)
        await make.feedback(customer.id, submitted_at=long_ago)
        await make.feedback(customer.id, submitted_at=long_ago, resolved_at=ctx.now)
        await make.feedback(customer.id, submitted_at=ctx.now)

        stats = await feedback.feedback_stats(ctx, days=1)

        assert (stats.total, stats.pending) == (1, 2)

    async def test_are_its_own_for_a_customers_token(self, ctx, make, as_customer):
        customer, other = await make.customer(), await make.customer()
        for owner in (customer, other, other):
            await make.feedback(owner.id, submitted_at=ctx.now)

        stats = await feedback.feedback_stats(as_customer(customer.id))

        assert (stats.total, stats.pending) == (1, 1)

    async def test_refuse_without_permission(self, as_user):
        with pytest.raises(Forbidden):
            await feedback.feedback_stats(as_user(Permission.CUSTOMERS_READ))

    async def test_take_two_statements(self, ctx, make, statements):
        await make.customer()

        with statements(2):
            await feedback.feedback_stats(ctx)


class TestTheFiguresOfACustomer:
    async def test_without_feedback_are_empty(self, ctx, make):
        customer = await make.customer()

        assert await feedback.feedback_figures(ctx, customer.id) == FeedbackFigures(
            total=0, average_rating=None, last_submitted_at=None, by_service={}
        )

    async def test_are_of_all_that_it_ever_gave(self, ctx, make):
        customer, other = await make.customer(), await make.customer()
        long_ago = ctx.now - timedelta(days=4000)
        await make.feedback(customer.id, rating=5, submitted_at=ctx.now, is_anonymous=True)
        await make.feedback(customer.id, rating=4, submitted_at=long_ago, service_type="Booking")
        await make.feedback(other.id, rating=1)

        assert await feedback.feedback_figures(ctx, customer.id) == FeedbackFigures(
            total=2,
            average_rating=Decimal("4.5"),
            last_submitted_at=ctx.now,
            by_service={ServiceType.TOUR: 1, ServiceType.BOOKING: 1},
        )

    async def test_need_the_right_to_read_customers_only(self, make, as_user):
        customer = await make.customer()

        figures = await feedback.feedback_figures(as_user(Permission.CUSTOMERS_READ), customer.id)

        assert figures.total == 0
        with pytest.raises(Forbidden):
            await feedback.feedback_figures(as_user(Permission.FEEDBACK_READ), customer.id)

    async def test_of_a_merged_customer_are_its_survivors(self, ctx, make):
        survivor = await make.customer()
        merged = await make.customer(status="merged", merged_into_id=survivor.id)
        await make.feedback(survivor.id)

        assert (await feedback.feedback_figures(ctx, merged.id)).total == 1

    async def test_refuse_an_unknown_customer_and_a_strangers_token(self, ctx, make, as_customer):
        customer, other = await make.customer(), await make.customer()

        with pytest.raises(NotFound, match="Customer not found"):
            await feedback.feedback_figures(ctx, new_id())
        with pytest.raises(NotFound, match="Customer not found"):
            await feedback.feedback_figures(as_customer(other.id), customer.id)
