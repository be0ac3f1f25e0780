from datetime import timedelta

import pytest

from accord.core import customers, interactions
from accord.core.context import Job
from accord.core.errors import Forbidden, NotFound
from accord.core.interactions import Channel, Interaction, InteractionLogged, NewInteraction
from accord.core.permissions import Permission
from accord.kit.ids import new_id
from make import emitted


def met(customer_id, **given):
    return NewInteraction(
        customer_id=customer_id, channel=Channel.PHONE, summary="Asked for a new card", **given
    )


class TestLoggingAnInteraction:
    async def test_keeps_what_was_written(self, ctx, make):
        customer, staff = await make.customer(), new_id()
        yesterday, tomorrow = ctx.now - timedelta(days=1), ctx.now + timedelta(days=1)

        logged = await interactions.log_interaction(
            ctx,
            met(
                customer.id,
                subject="Card",
                staff_id=staff,
                occurred_at=yesterday,
                duration_minutes=5,
                follow_up_required=True,
                follow_up_at=tomorrow,
            ),
        )

        assert logged == Interaction(
            id=logged.id,
            customer_id=customer.id,
            staff_id=staff,
            channel=Channel.PHONE,
            subject="Card",
            summary="Asked for a new card",
            occurred_at=yesterday,
            duration_minutes=5,
            follow_up_required=True,
            follow_up_at=tomorrow,
            created_at=ctx.now,
            updated_at=None,
        )
        assert await interactions.get_interaction(ctx, logged.id) == logged

    async def test_takes_place_now_without_a_time(self, ctx, make):
        customer = await make.customer()

        logged = await interactions.log_interaction(ctx, met(customer.id))

        assert logged.occurred_at == ctx.now

    async def test_is_the_acting_users_without_a_name(self, make, as_user):
        customer, user_id = await make.customer(), new_id()

        logged = await interactions.log_interaction(as_user(user_id=user_id), met(customer.id))

        assert logged.staff_id == user_id

    async def test_is_nobodys_when_no_user_acts(self, ctx, make):
        customer = await make.customer()

        logged = await interactions.log_interaction(ctx, met(customer.id))

        assert logged.staff_id is None

    async def test_tells_the_world_once_and_leaves_the_summary_out(self, ctx, make):
        customer = await make.customer()

        logged = await interactions.log_interaction(ctx, met(customer.id, subject="Card"))

        [event] = await emitted(ctx.db)
        assert (event.type, event.customer_id, event.subject_id) == (
            "interaction.logged",
            customer.id,
            logged.id,
        )
        assert event.data.keys() == {"channel", "subject", "met_at"}
        assert (event.data["channel"], event.data["subject"]) == ("phone", "Card")

    async def test_has_its_reactions_done(self, ctx, make, queue):
        customer = await make.customer()
        ctx._reactions = {InteractionLogged: (lambda event: [Job(name=f"met on {event.channel}")],)}

        await interactions.log_interaction(ctx, met(customer.id))

        assert queue.jobs == [Job(name="met on phone")]

    async def test_takes_three_statements(self, ctx, make, statements):
        customer = await make.customer()

        with statements(3):
            await interactions.log_interaction(ctx, met(customer.id))


class TestTheLastInteractionOfACustomer:
    async def test_is_the_one_just_logged(self, ctx, make):
        customer = await make.customer()

        await interactions.log_interaction(ctx, met(customer.id))

        after = await customers.get_customer(ctx, customer.id)
        assert (after.last_interaction_at, after.updated_at) == (ctx.now, ctx.now)

    async def test_is_not_moved_back_by_an_older_one(self, ctx, make):
        customer = await make.customer(last_interaction_at=ctx.now)

        await interactions.log_interaction(ctx, met(customer.id, occurred_at=ctx.now - timedelta(days=3)))

        after = await customers.get_customer(ctx, customer.id)
        assert after.last_interaction_at == ctx.now


class TestLoggingForAMergedCustomer:
    async def test_goes_to_the_last_survivor(self, ctx, make):
        last = await make.customer()
        middle = await make.customer(status="merged", merged_into_id=last.id)
        first = await make.customer(status="merged", merged_into_id=middle.id)

        logged = await interactions.log_interaction(ctx, met(first.id))

        assert logged.customer_id == last.id
        assert (await customers.get_customer(ctx, last.id)).last_interaction_at == ctx.now
        assert [event.customer_id for event in await emitted(ctx.db)] == [last.id]


class TestLoggingThatIsRefused:
    async def test_for_an_unknown_customer_leaves_nothing(self, ctx):
        unknown = new_id()

        with pytest.raises(NotFound) as refused:
            await interactions.log_interaction(ctx, met(unknown))

        assert (refused.value.kind, refused.value.key) == ("customer", unknown)
        assert await emitted(ctx.db) == []

    async def test_for_lack_of_permission_leaves_the_customer_as_it_was(self, ctx, make, as_user):
        customer = await make.customer()

        with pytest.raises(Forbidden):
            await interactions.log_interaction(as_user(Permission.INTERACTIONS_READ), met(customer.id))

        assert await customers.get_customer(ctx, customer.id) == customer
        assert await emitted(ctx.db) == []

    async def test_for_a_customers_token_about_another_reads_as_unknown(self, ctx, make, as_customer):
        customer, other = await make.customer(), await make.customer()

        with pytest.raises(NotFound):
            await interactions.log_interaction(as_customer(other.id), met(customer.id))

        assert await customers.get_customer(ctx, customer.id) == customer
