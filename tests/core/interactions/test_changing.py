from datetime import timedelta

import pytest
from msgspec.structs import replace

from accord.core import customers, interactions
from accord.core.errors import Forbidden, NotFound
from accord.core.interactions import Channel, InteractionChanges
from accord.core.permissions import Permission
from accord.kit.ids import new_id
from make import emitted


async def last_of(ctx, customer_id):
    customer = await customers.get_customer(ctx, customer_id)
    return customer.last_interaction_at, customer.updated_at


class TestUpdatingAnInteraction:
    async def test_changes_what_was_sent_and_keeps_the_rest(self, ctx, make):
        made = await make.interaction((await make.customer()).id, subject="Hours", duration_minutes=3)

        changes = InteractionChanges(channel=Channel.EMAIL, duration_minutes=None)
        after = await interactions.update_interaction(ctx, made.id, changes)

        assert after == replace(made, channel=Channel.EMAIL, duration_minutes=None, updated_at=ctx.now)
        assert await interactions.get_interaction(ctx, made.id) == after

    async def test_tells_which_fields_changed(self, ctx, make):
        made = await make.interaction((await make.customer()).id, subject="Hours")

        changes = InteractionChanges(summary="Asked for the branch", subject="Hours", channel=Channel.SMS)
        await interactions.update_interaction(ctx, made.id, changes)

        [event] = await emitted(ctx.db)
        assert (event.type, event.subject_id, event.customer_id) == (
            "interaction.updated",
            made.id,
            made.customer_id,
        )
        assert event.data == {"fields": ["channel", "summary"]}

    async def test_to_what_it_was_is_no_change(self, ctx, make):
        made = await make.interaction((await make.customer()).id)

        after = await interactions.update_interaction(ctx, made.id, InteractionChanges(summary=made.summary))

        assert after == made
        assert await emitted(ctx.db) == []

    async def test_keeps_a_channel_that_the_writer_cannot_tell_from_its_own(self, ctx, make):
        made = await make.interaction((await make.customer()).id, channel="atm")

        changes = InteractionChanges(channel=Channel.IN_PERSON, alike=(Channel.IN_PERSON, Channel.ATM))
        assert await interactions.update_interaction(ctx, made.id, changes) == made

    async def test_on_a_channel_out_of_sight_reads_as_unknown(self, ctx, make):
        made = await make.interaction((await make.customer()).id, channel="internal")

        changes = InteractionChanges(summary="Other")
        with pytest.raises(NotFound):
            await interactions.update_interaction(ctx, made.id, changes, channels=(Channel.EMAIL,))

        assert await interactions.get_interaction(ctx, made.id) == made

    async def test_in_time_moves_the_customers_last_interaction(self, ctx, make):
        customer = await make.customer(last_interaction_at=ctx.now)
        older = await make.interaction(customer.id, occurred_at=ctx.now - timedelta(days=5))
        latest = await make.interaction(customer.id, occurred_at=ctx.now)

        changes = InteractionChanges(occurred_at=ctx.now - timedelta(days=9))
        await interactions.update_interaction(ctx, latest.id, changes)

        assert await last_of(ctx, customer.id) == (older.occurred_at, ctx.now)

    async def test_of_other_fields_leaves_the_customer_alone(self, ctx, make):
        customer = await make.customer(last_interaction_at=ctx.now)
        made = await make.interaction(customer.id, occurred_at=ctx.now)

        await interactions.update_interaction(ctx, made.id, InteractionChanges(summary="Other"))

        assert await customers.get_customer(ctx, customer.id) == customer

    async def test_takes_three_statements_five_when_it_moves(self, ctx, make, statements):
        made = await make.interaction((await make.customer()).id)

        with statements(3):
            await interactions.update_interaction(ctx, made.id, InteractionChanges(summary="Other"))
        with statements(5):
            changes = InteractionChanges(occurred_at=ctx.now - timedelta(days=1))
            await interactions.update_interaction(ctx, made.id, changes)


class TestAnUpdateThatIsRefused:
    async def test_for_an_unknown_id(self, ctx):
        with pytest.raises(NotFound, match="Interaction not found"):
            await interactions.update_interaction(ctx, new_id(), InteractionChanges(summary="Other"))

    async def test_for_lack_of_permission_changes_nothing(self, ctx, make, as_user):
        made = await make.interaction((await make.customer()).id)

        with pytest.raises(Forbidden):
            await interactions.update_interaction(
                as_user(Permission.INTERACTIONS_CREATE), made.id, InteractionChanges(summary="Other")
            )

        assert await interactions.get_interaction(ctx, made.id) == made

    async def test_for_another_customers_token_changes_nothing(self, ctx, make, as_customer):
        made, other = await make.interaction((await make.customer()).id), await make.customer()

        with pytest.raises(NotFound):
            await interactions.update_interaction(
                as_customer(other.id), made.id, InteractionChanges(summary="Other")
            )

        assert await interactions.get_interaction(ctx, made.id) == made


class TestDeletingAnInteraction:
    async def test_takes_it_away(self, ctx, make):
        made = await make.interaction((await make.customer()).id)

        await interactions.delete_interaction(ctx, made.id)

        with pytest.raises(NotFound):
            await interactions.get_interaction(ctx, made.id)

    async def test_moves_the_customers_last_interaction_back(self, ctx, make):
        customer = await make.customer(last_interaction_at=ctx.now)
        older = await make.interaction(customer.id, occurred_at=ctx.now - timedelta(days=5))
        latest = await make.interaction(customer.id, occurred_at=ctx.now)

        await interactions.delete_interaction(ctx, latest.id)

        assert await last_of(ctx, customer.id) == (older.occurred_at, ctx.now)

    async def test_of_the_only_one_leaves_none(self, ctx, make):
        customer = await make.customer(last_interaction_at=ctx.now)
        only = await make.interaction(customer.id, occurred_at=ctx.now)

        await interactions.delete_interaction(ctx, only.id)

        assert await last_of(ctx, customer.id) == (None, ctx.now)

    async def test_of_an_older_one_leaves_the_customer_alone(self, ctx, make):
        customer = await make.customer(last_interaction_at=ctx.now)
        older = await make.interaction(customer.id, occurred_at=ctx.now - timedelta(days=5))
        await make.interaction(customer.id, occurred_at=ctx.now)

        await interactions.delete_interaction(ctx, older.id)

        assert await customers.get_customer(ctx, customer.id) == customer

    async def test_tells_the_world_once(self, ctx, make):
        made = await make.interaction((await make.customer()).id)

        await interactions.delete_interaction(ctx, made.id)

        [event] = await emitted(ctx.db)
        assert (event.type, event.subject_id, event.customer_id, event.data) == (
            "interaction.deleted",
            made.id,
            made.customer_id,
            {"channel": "phone"},
        )


class TestADeletionThatIsRefused:
    async def test_for_an_unknown_id(self, ctx):
        with pytest.raises(NotFound, match="Interaction not found"):
            await interactions.delete_interaction(ctx, new_id())

    async def test_for_lack_of_permission_changes_nothing(self, ctx, make, as_user):
        made = await make.interaction((await make.customer()).id)

        with pytest.raises(Forbidden):
            await interactions.delete_interaction(as_user(Permission.INTERACTIONS_UPDATE), made.id)

        assert await interactions.get_interaction(ctx, made.id) == made
        assert await emitted(ctx.db) == []

    async def test_for_another_customers_token_changes_nothing(self, ctx, make, as_customer):
        made, other = await make.interaction((await make.customer()).id), await make.customer()

        with pytest.raises(NotFound):
            await interactions.delete_interaction(as_customer(other.id), made.id)

        assert await interactions.get_interaction(ctx, made.id) == made
