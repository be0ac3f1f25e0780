from datetime import timedelta

import pytest

from accord.core import interactions
from accord.core.errors import Forbidden, NotFound
from accord.core.interactions import Channel, InteractionQuery
from accord.core.permissions import Permission
from accord.kit.ids import new_id
from accord.kit.paging import Page

ALL = Page(limit=50)


async def ids_of(ctx, **filters):
    found = await interactions.list_interactions(ctx, InteractionQuery(page=ALL, **filters))
    assert found.total == len(found.items)
    return [interaction.id for interaction in found.items]


class TestGettingAnInteraction:
    async def test_answers_the_row(self, ctx, make):
        made = await make.interaction((await make.customer()).id)

        assert await interactions.get_interaction(ctx, made.id) == made

    async def test_refuses_an_unknown_id(self, ctx):
        with pytest.raises(NotFound, match="Interaction not found"):
            await interactions.get_interaction(ctx, new_id())

    async def test_refuses_without_permission(self, make, as_user):
        made = await make.interaction((await make.customer()).id)

        with pytest.raises(Forbidden):
            await interactions.get_interaction(as_user(Permission.CUSTOMERS_READ), made.id)

    async def test_of_another_customer_reads_as_unknown_to_a_customers_token(self, make, as_customer):
        customer, other = await make.customer(), await make.customer()
        made = await make.interaction(customer.id)

        assert await interactions.get_interaction(as_customer(customer.id), made.id) == made
        with pytest.raises(NotFound):
            await interactions.get_interaction(as_customer(other.id), made.id)


class TestListingInteractions:
    async def test_puts_the_latest_first_and_equal_times_by_id(self, ctx, make):
        customer = await make.customer()
        older = await make.interaction(customer.id, occurred_at=ctx.now - timedelta(hours=1))
        twins = [await make.interaction(customer.id, occurred_at=ctx.now) for _ in range(3)]

        newest = sorted((twin.id for twin in twins), reverse=True)
        assert await ids_of(ctx) == [*newest, older.id]

    async def test_walks_all_pages_without_loss_or_doubles(self, ctx, make):
        customer = await make.customer()
        made = {(await make.interaction(customer.id, occurred_at=ctx.now)).id for _ in range(7)}

        seen = []
        for offset in (0, 3, 6):
            page = Page(limit=3, offset=offset)
            found = await interactions.list_interactions(ctx, InteractionQuery(page=page))
            assert (found.total, found.has_more) == (7, offset < 6)
            seen += [interaction.id for interaction in found.items]

        assert (len(seen), set(seen)) == (7, made)

    async def test_past_the_end_is_empty(self, ctx, make):
        await make.interaction((await make.customer()).id)

        query = InteractionQuery(page=Page(limit=5, offset=5))
        found = await interactions.list_interactions(ctx, query)

        assert (found.items, found.total, found.has_more) == ([], 1, False)

    async def test_shows_a_customers_token_its_own_only(self, ctx, make, as_customer):
        customer, other = await make.customer(), await make.customer()
        own = await make.interaction(customer.id)
        await make.interaction(other.id)

        assert await ids_of(as_customer(customer.id)) == [own.id]
        assert await ids_of(as_customer(customer.id), customer_id=other.id) == []

    async def test_takes_two_statements(self, ctx, make, statements):
        await make.interaction((await make.customer()).id)

        with statements(2):
            await interactions.list_interactions(ctx, InteractionQuery(page=ALL, channels=(Channel.PHONE,)))

    async def test_does_not_count_unasked(self, ctx, make, statements):
        await make.interaction((await make.customer()).id)

        with statements(1):
            query = InteractionQuery(page=Page(limit=5, want_total=False))
            found = await interactions.list_interactions(ctx, query)

        assert found.total is None


class TestFilteringInteractions:
    async def test_by_customer(self, ctx, make):
        customer, other = await make.customer(), await make.customer()
        own = await make.interaction(customer.id)
        await make.interaction(other.id)

        assert await ids_of(ctx, customer_id=customer.id) == [own.id]

    async def test_by_a_merged_customer_finds_the_survivors(self, ctx, make):
        survivor = await make.customer()
        merged = await make.customer(status="merged", merged_into_id=survivor.id)
        own = await make.interaction(survivor.id)

        assert await ids_of(ctx, customer_id=merged.id) == [own.id]

    async def test_by_an_unknown_customer_finds_nothing(self, ctx, make):
        await make.interaction((await make.customer()).id)

        assert await ids_of(ctx, customer_id=new_id()) == []

    async def test_by_staff(self, ctx, make):
        customer, staff = await make.customer(), new_id()
        theirs = await make.interaction(customer.id, staff_id=staff)
        await make.interaction(customer.id, staff_id=new_id())

        assert await ids_of(ctx, staff_id=staff) == [theirs.id]

    async def test_by_several_channels(self, ctx, make):
        customer = await make.customer()
        wanted = {(await make.interaction(customer.id, channel=name)).id for name in ("atm", "in_person")}
        await make.interaction(customer.id, channel="email")

        assert set(await ids_of(ctx, channels=(Channel.ATM, Channel.IN_PERSON))) == wanted

    async def test_by_whether_a_follow_up_is_required(self, ctx, make):
        customer = await make.customer()
        open_one = await make.interaction(customer.id, follow_up_required=True)
        done = await make.interaction(customer.id)

        assert await ids_of(ctx, follow_up_required=True) == [open_one.id]
        assert await ids_of(ctx, follow_up_required=False) == [done.id]

    async def test_holds_every_filter_at_once(self, ctx, make):
        customer, staff = await make.customer(), new_id()
        wanted = {"staff_id": staff, "channel": "sms", "follow_up_required": True}
        match = await make.interaction(customer.id, **wanted)
        for name, value in {"staff_id": new_id(), "channel": "email", "follow_up_required": False}.items():
            await make.interaction(customer.id, **(wanted | {name: value}))

        found = await ids_of(
            ctx, customer_id=customer.id, staff_id=staff, channels=(Channel.SMS,), follow_up_required=True
        )

        assert found == [match.id]


class TestListingInteractionsOfACustomer:
    async def test_finds_those_of_the_survivor_by_the_old_id(self, ctx, make):
        survivor = await make.customer()
        merged = await make.customer(status="merged", merged_into_id=survivor.id)
        own = await make.interaction(survivor.id)
        await make.interaction((await make.customer()).id)

        found = await interactions.list_interactions_of_customer(ctx, merged.id, ALL)

        assert (found.items, found.total) == ([own], 1)

    async def test_keeps_to_channels(self, ctx, make):
        customer = await make.customer()
        await make.interaction(customer.id, channel="internal")
        mail = await make.interaction(customer.id, channel="email")

        found = await interactions.list_interactions_of_customer(
            ctx, customer.id, ALL, channels=(Channel.EMAIL,)
        )

        assert found.items == [mail]

    async def test_refuses_an_unknown_customer(self, ctx):
        with pytest.raises(NotFound, match="Customer not found"):
            await interactions.list_interactions_of_customer(ctx, new_id(), ALL)

    async def test_refuses_a_customers_token_about_another(self, make, as_customer):
        customer, other = await make.customer(), await make.customer()

        with pytest.raises(NotFound):
            await interactions.list_interactions_of_customer(as_customer(other.id), customer.id, ALL)

    async def test_takes_three_statements(self, ctx, make, statements):
        customer = await make.customer()

        with statements(3):
            await interactions.list_interactions_of_customer(ctx, customer.id, ALL)
