import pytest

from accord.core import customers, feedback, interactions
from accord.core.errors import Forbidden, NotFound
from accord.core.feedback import Feedback, FeedbackQuery, NewFeedback, ServiceType
from accord.core.permissions import Permission
from accord.core.sentiment import Sentiment
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted


def rated(customer_id, rating=2, **given):
    return NewFeedback(customer_id=customer_id, service_type=ServiceType.TRANSPORT, rating=rating, **given)


async def count(ctx):
    return (await feedback.list_feedback(ctx, FeedbackQuery(page=Page(limit=1)))).total


class TestSubmittingFeedback:
    async def test_keeps_what_was_written(self, ctx, make):
        customer, booking = await make.customer(), new_id()

        submitted = await feedback.submit_feedback(
            ctx, rated(customer.id, booking_id=booking, comments="Late", is_anonymous=True, source="kiosk")
        )

        assert submitted == Feedback(
            id=submitted.id,
            customer_id=customer.id,
            booking_id=booking,
            service_type=ServiceType.TRANSPORT,
            rating=2,
            comments="Late",
            is_anonymous=True,
            source="kiosk",
            submitted_at=ctx.now,
            resolution_notes=None,
            resolved_by=None,
            resolved_at=None,
        )
        assert await feedback.get_feedback(ctx, submitted.id) == submitted

    async def test_is_pending_and_comes_from_the_web_unless_said_otherwise(self, ctx, make):
        submitted = await feedback.submit_feedback(ctx, rated((await make.customer()).id))

        assert (submitted.is_resolved, submitted.is_anonymous, submitted.source) == (False, False, "web")

    async def test_tells_the_world_once_and_leaves_the_comments_out(self, ctx, make):
        customer = await make.customer()

        submitted = await feedback.submit_feedback(ctx, rated(customer.id, comments="Late"))

        [event] = await emitted(ctx.db)
        assert (event.type, event.customer_id, event.subject_id) == (
            "feedback.submitted",
            customer.id,
            submitted.id,
        )
        assert event.data == {
            "service_type": "Transport",
            "rating": 2,
            "sentiment": "negative",
            "source": "web",
        }

    async def test_of_a_merged_customer_is_its_last_survivors(self, ctx, make):
        last = await make.customer()
        middle = await make.customer(status="merged", merged_into_id=last.id)
        first = await make.customer(status="merged", merged_into_id=middle.id)

        submitted = await feedback.submit_feedback(ctx, rated(first.id))

        assert submitted.customer_id == last.id
        assert [event.customer_id for event in await emitted(ctx.db)] == [last.id]

    async def test_takes_two_statements(self, ctx, make, statements):
        customer = await make.customer()

        with statements(2):
            await feedback.submit_feedback(ctx, rated(customer.id))

    async def test_goes_with_the_customer(self, ctx, make):
        customer = await make.customer()
        submitted = await feedback.submit_feedback(ctx, rated(customer.id))

        await customers.erase_customer(ctx, customer.id)

        with pytest.raises(NotFound):
            await feedback.get_feedback(ctx, submitted.id)


class TestAnonymousFeedback:
    async def test_stands_on_no_customers_timeline(self, ctx, make):
        customer = await make.customer()
        named = await feedback.submit_feedback(ctx, rated(customer.id))
        await feedback.submit_feedback(ctx, rated(customer.id, is_anonymous=True))

        timeline = await interactions.list_timeline(ctx, customer.id)

        assert [entry.subject_id for entry in timeline.items] == [named.id]
        assert [event.customer_id for event in await emitted(ctx.db)] == [customer.id, None]


class TestSubmittingThatIsRefused:
    async def test_for_an_unknown_customer_leaves_nothing(self, ctx):
        unknown = new_id()

        with pytest.raises(NotFound) as refused:
            await feedback.submit_feedback(ctx, rated(unknown))

        assert (refused.value.kind, refused.value.key) == ("customer", unknown)
        assert (await count(ctx), await emitted(ctx.db)) == (0, [])

    async def test_for_lack_of_permission_leaves_nothing(self, ctx, make, as_user):
        customer = await make.customer()

        with pytest.raises(Forbidden):
            await feedback.submit_feedback(as_user(Permission.FEEDBACK_READ), rated(customer.id))

        assert (await count(ctx), await emitted(ctx.db)) == (0, [])

    async def test_for_a_customers_token_about_another_reads_as_unknown(self, ctx, make, as_customer):
        customer, other = await make.customer(), await make.customer()

        with pytest.raises(NotFound, match="Customer not found"):
            await feedback.submit_feedback(as_customer(other.id), rated(customer.id))

        assert await count(ctx) == 0


class TestASentiment:
    @pytest.mark.parametrize(
        ("rating", "sentiment", "score"),
        [
            (5, Sentiment.POSITIVE, 1),
            (4, Sentiment.POSITIVE, 0.5),
            (3, Sentiment.NEUTRAL, 0),
            (2, Sentiment.NEGATIVE, -0.5),
            (1, Sentiment.VERY_NEGATIVE, -1),
        ],
    )
    async def test_follows_from_the_rating_alone(self, ctx, make, rating, sentiment, score):
        customer = await make.customer()

        submitted = await feedback.submit_feedback(ctx, rated(customer.id, rating, comments="I hate it!!!"))

        assert (submitted.sentiment, submitted.sentiment_score) == (sentiment, score)
