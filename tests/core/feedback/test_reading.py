from datetime import timedelta

import pytest

from accord.core import feedback
from accord.core.errors import Forbidden, NotFound
from accord.core.feedback import FeedbackQuery, ServiceType
from accord.core.permissions import Permission
from accord.kit.ids import new_id
from accord.kit.paging import Page

ALL = Page(limit=50)


async def ids_of(ctx, **filters):
    found = await feedback.list_feedback(ctx, FeedbackQuery(page=ALL, **filters))
    assert found.total == len(found.items)
    return [each.id for each in found.items]


class TestGettingFeedback:
    async def test_answers_the_row(self, ctx, make):
        made = await make.feedback((await make.customer()).id)

        assert await feedback.get_feedback(ctx, made.id) == made

    async def test_refuses_an_unknown_id(self, ctx):
        with pytest.raises(NotFound, match="Feedback not found"):
            await feedback.get_feedback(ctx, new_id())

    async def test_refuses_without_permission(self, make, as_user):
        made = await make.feedback((await make.customer()).id)

        with pytest.raises(Forbidden):
            await feedback.get_feedback(as_user(Permission.CUSTOMERS_READ), made.id)

    async def test_of_another_customer_reads_as_unknown_to_a_customers_token(self, make, as_customer):
        customer, other = await make.customer(), await make.customer()
        made = await make.feedback(customer.id)

        assert await feedback.get_feedback(as_customer(customer.id), made.id) == made
        with pytest.raises(NotFound):
            await feedback.get_feedback(as_customer(other.id), made.id)


class TestListingFeedback:
    async def test_puts_the_latest_first_and_equal_times_by_id(self, ctx, make):
        customer = await make.customer()
        older = await make.feedback(customer.id, submitted_at=ctx.now - timedelta(hours=1))
        twins = [await make.feedback(customer.id, submitted_at=ctx.now) for _ in range(3)]

        newest = sorted((twin.id for twin in twins), reverse=True)
        assert await ids_of(ctx) == [*newest, older.id]

    async def test_walks_all_pages_without_loss_or_doubles(self, ctx, make):
        customer = await make.customer()
        made = {(await make.feedback(customer.id, submitted_at=ctx.now)).id for _ in range(7)}

        seen = []
        for offset in (0, 3, 6):
            query = FeedbackQuery(page=Page(limit=3, offset=offset))
            found = await feedback.list_feedback(ctx, query)
            assert (found.total, found.has_more) == (7, offset < 6)
            seen += [each.id for each in found.items]

        assert (len(seen), set(seen)) == (7, made)

    async def test_shows_a_customers_token_its_own_only(self, ctx, make, as_customer):
        customer, other = await make.customer(), await make.customer()
        own = await make.feedback(customer.id)
        await make.feedback(other.id)

        assert await ids_of(as_customer(customer.id)) == [own.id]
        assert await ids_of(as_customer(customer.id), customer_id=other.id) == []

    async def test_refuses_without_permission(self, as_user):
        with pytest.raises(Forbidden):
            await feedback.list_feedback(as_user(Permission.CUSTOMERS_READ), FeedbackQuery(page=ALL))

    async def test_takes_two_statements_one_uncounted(self, ctx, make, statements):
        await make.feedback((await make.customer()).id)

        with statements(2):
            await feedback.list_feedback(ctx, FeedbackQuery(page=ALL, rating=4, is_resolved=False))
        with statements(1):
            uncounted = FeedbackQuery(page=Page(limit=5, want_total=False))
            assert (await feedback.list_feedback(ctx, uncounted)).total is None


class TestFilteringFeedback:
    async def test_by_customer(self, ctx, make):
        customer, other = await make.customer(), await make.customer()
        own = await make.feedback(customer.id)
        await make.feedback(other.id)

        assert await ids_of(ctx, customer_id=customer.id) == [own.id]

    async def test_by_a_merged_customer_finds_the_survivors(self, ctx, make):
        survivor = await make.customer()
        merged = await make.customer(status="merged", merged_into_id=survivor.id)
        own = await make.feedback(survivor.id)

        assert await ids_of(ctx, customer_id=merged.id) == [own.id]

    async def test_by_an_unknown_customer_finds_nothing(self, ctx, make):
        await make.feedback((await make.customer()).id)

        assert await ids_of(ctx, customer_id=new_id()) == []

    async def test_by_whether_it_is_resolved(self, ctx, make):
        customer = await make.customer()
        pending = await make.feedback(customer.id)
        settled = await make.feedback(customer.id, resolved_at=ctx.now)

        assert await ids_of(ctx, is_resolved=False) == [pending.id]
        assert await ids_of(ctx, is_resolved=True) == [settled.id]

    async def test_holds_every_filter_at_once(self, ctx, make):
        customer, booking = await make.customer(), new_id()
        wanted = {"booking_id": booking, "service_type": "Booking", "rating": 1}
        match = await make.feedback(customer.id, **wanted)
        for name, value in {"booking_id": new_id(), "service_type": "Tour", "rating": 5}.items():
            await make.feedback(customer.id, **(wanted | {name: value}))

        filters = wanted | {"service_type": ServiceType.BOOKING, "is_resolved": False}
        assert await ids_of(ctx, customer_id=customer.id, **filters) == [match.id]


class TestListingFeedbackOfACustomer:
    async def test_finds_those_of_the_survivor_by_the_old_id(self, ctx, make):
        survivor = await make.customer()
        merged = await make.customer(status="merged", merged_into_id=survivor.id)
        own = await make.feedback(survivor.id)
        await make.feedback((await make.customer()).id)

        found = await feedback.list_feedback_of_customer(ctx, merged.id, ALL)

        assert (found.items, found.total) == ([own], 1)

    async def test_refuses_an_unknown_customer(self, ctx):
        with pytest.raises(NotFound, match="Customer not found"):
            await feedback.list_feedback_of_customer(ctx, new_id(), ALL)

    async def test_refuses_a_customers_token_about_another(self, make, as_customer):
        customer, other = await make.customer(), await make.customer()

        with pytest.raises(NotFound):
            await feedback.list_feedback_of_customer(as_customer(other.id), customer.id, ALL)
