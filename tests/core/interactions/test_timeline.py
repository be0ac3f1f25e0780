from datetime import timedelta

import pytest

from accord.core import customers, interactions
from accord.core import events as log
from accord.core.customers import CustomerDeactivated
from accord.core.errors import Forbidden, NotFound
from accord.core.interactions import Channel, NewInteraction, TimelineActor, TimelineEntry
from accord.core.permissions import Permission
from accord.kit.ids import new_id


async def happen(ctx, customer_id, *, hours=0, event=CustomerDeactivated):
    """One event of a customer, so many hours ago; its id."""
    made = new_id()
    await log.append(
        ctx.db,
        event(customer_id=customer_id, subject_id=customer_id),
        id=made,
        actor_kind="user",
        actor_id="u1",
        actor_name="Zuri",
        via="banking",
        request_id=None,
        occurred_at=ctx.now - timedelta(hours=hours),
    )
    return made


async def ids_of(ctx, customer_id, **options):
    return [entry.id for entry in (await interactions.list_timeline(ctx, customer_id, **options)).items]


class TestTheTimelineOfACustomer:
    async def test_tells_who_did_what_through_which_dialect(self, ctx, make):
        customer = await make.customer()
        told = await happen(ctx, customer.id)

        timeline = await interactions.list_timeline(ctx, customer.id)

        assert timeline.items == [
            TimelineEntry(
                id=told,
                type="customer.deactivated",
                occurred_at=ctx.now,
                actor=TimelineActor(kind="user", id="u1", name="Zuri"),
                via="banking",
                subject_id=customer.id,
                data={},
            )
        ]

    async def test_shows_a_logged_interaction_by_its_subject(self, ctx, make):
        customer = await make.customer()
        new = NewInteraction(
            customer_id=customer.id, channel=Channel.ATM, subject="Jam", summary="Kept the card"
        )
        logged = await interactions.log_interaction(ctx, new)

        [entry] = (await interactions.list_timeline(ctx, customer.id)).items

        assert (entry.type, entry.subject_id) == ("interaction.logged", logged.id)
        assert (entry.data["channel"], entry.data["subject"]) == ("atm", "Jam")

    async def test_is_newest_first(self, ctx, make):
        customer = await make.customer()
        middle = await happen(ctx, customer.id, hours=2)
        newest = await happen(ctx, customer.id, hours=1)
        oldest = await happen(ctx, customer.id, hours=3)

        assert await ids_of(ctx, customer.id) == [newest, middle, oldest]

    async def test_leaves_other_customers_out(self, ctx, make):
        customer, other = await make.customer(), await make.customer()
        await happen(ctx, other.id)

        assert await ids_of(ctx, customer.id) == []

    async def test_keeps_to_types(self, ctx, make):
        customer = await make.customer()
        await happen(ctx, customer.id)
        created = await happen(ctx, customer.id, event=customers.CustomerCreated)

        assert await ids_of(ctx, customer.id, types=["customer.created", "no.such"]) == [created]

    async def test_takes_two_statements(self, ctx, make, statements):
        customer = await make.customer()

        with statements(2):
            await interactions.list_timeline(ctx, customer.id)


class TestWalkingATimeline:
    @pytest.mark.parametrize("types", [None, ["customer.deactivated"]])
    async def test_meets_each_entry_once_even_of_one_instant(self, ctx, make, types):
        customer = await make.customer()
        made = {await happen(ctx, customer.id, hours=number // 4) for number in range(11)}

        seen, after = [], None
        while True:
            page = await interactions.list_timeline(ctx, customer.id, types=types, after=after, limit=3)
            seen += page.items
            if not page.has_more:
                break
            after = page.items[-1].key

        assert [entry.key for entry in seen] == sorted((entry.key for entry in seen), reverse=True)
        assert (len(seen), {entry.id for entry in seen}) == (11, made)

    async def test_is_not_disturbed_by_what_happens_meanwhile(self, ctx, make):
        customer = await make.customer()
        older = await happen(ctx, customer.id, hours=2)
        newer = await happen(ctx, customer.id, hours=1)

        first = await interactions.list_timeline(ctx, customer.id, limit=1)
        await happen(ctx, customer.id)

        assert first.items[0].id == newer
        assert await ids_of(ctx, customer.id, after=first.items[0].key) == [older]

    async def test_ends_without_more_when_the_page_is_just_full(self, ctx, make):
        customer = await make.customer()
        for _ in range(3):
            await happen(ctx, customer.id)

        page = await interactions.list_timeline(ctx, customer.id, limit=3)

        assert (len(page.items), page.has_more) == (3, False)


class TestTheTimelineAfterAMerge:
    async def test_tells_of_both_by_either_id(self, ctx, make):
        survivor = await make.customer()
        merged = await make.customer(status="merged", merged_into_id=survivor.id)
        twice = await make.customer(status="merged", merged_into_id=merged.id)
        told = [
            await happen(ctx, owner.id, hours=hours)
            for hours, owner in enumerate((survivor, merged, twice, survivor))
        ]

        assert await ids_of(ctx, survivor.id) == told
        assert await ids_of(ctx, twice.id) == told

    async def test_is_walked_as_one(self, ctx, make):
        survivor = await make.customer()
        merged = await make.customer(status="merged", merged_into_id=survivor.id)
        told = [
            await happen(ctx, (survivor, merged)[number % 2].id, hours=number // 3) for number in range(8)
        ]

        seen, after = [], None
        while len(seen) < 8:
            page = await interactions.list_timeline(ctx, merged.id, after=after, limit=3)
            seen += [entry.id for entry in page.items]
            after = page.items[-1].key

        assert sorted(seen) == sorted(told)


class TestATimelineThatIsRefused:
    async def test_is_that_of_an_unknown_customer(self, ctx):
        with pytest.raises(NotFound, match="Customer not found"):
            await interactions.list_timeline(ctx, new_id())

    async def test_is_that_of_an_erased_customer(self, ctx, make):
        customer = await make.customer()
        await happen(ctx, customer.id)
        await customers.erase_customer(ctx, customer.id)

        with pytest.raises(NotFound, match="Customer not found"):
            await interactions.list_timeline(ctx, customer.id)

    async def test_is_one_without_permission(self, make, as_user):
        customer = await make.customer()

        with pytest.raises(Forbidden):
            await interactions.list_timeline(as_user(Permission.INTERACTIONS_READ), customer.id)

    async def test_is_that_of_another_than_the_tokens_customer(self, ctx, make, as_customer):
        customer, other = await make.customer(), await make.customer()
        told = await happen(ctx, customer.id)

        assert await ids_of(as_customer(customer.id), customer.id) == [told]
        with pytest.raises(NotFound):
            await interactions.list_timeline(as_customer(other.id), customer.id)
