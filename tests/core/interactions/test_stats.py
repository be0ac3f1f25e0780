from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from accord.core import interactions
from accord.core.errors import Forbidden, NotFound
from accord.core.interactions import Channel, InteractionStats, InteractionStatsQuery, rules
from accord.core.permissions import Permission
from accord.kit.ids import new_id

EVERYTHING = InteractionStatsQuery()


class TestInteractionStats:
    async def test_of_nothing_are_zeros(self, ctx):
        stats = await interactions.interaction_stats(ctx, EVERYTHING)

        assert stats == InteractionStats(
            total=0,
            by_channel={},
            by_month=dict.fromkeys(rules.months_filled({}, ctx.now), 0),
            average_minutes=Decimal(0),
            follow_ups_pending=0,
        )

    async def test_count_by_channel_within_the_window(self, ctx, make):
        customer = await make.customer()
        for channel, days in (("email", 0), ("email", 30), ("atm", 29), ("sms", 31)):
            await make.interaction(customer.id, channel=channel, occurred_at=ctx.now - timedelta(days=days))

        stats = await interactions.interaction_stats(ctx, EVERYTHING)

        assert (stats.total, stats.by_channel) == (3, {Channel.EMAIL: 2, Channel.ATM: 1})

    async def test_average_over_those_with_a_duration(self, ctx, make):
        customer = await make.customer()
        for minutes, channel in ((1, "email"), (10, "sms"), (None, "sms"), (0, "sms"), (5, "sms")):
            await make.interaction(
                customer.id, channel=channel, duration_minutes=minutes, occurred_at=ctx.now
            )

        stats = await interactions.interaction_stats(ctx, EVERYTHING)

        assert stats.average_minutes == 4

    async def test_count_twelve_calendar_months_whatever_the_window(self, ctx, make):
        customer = await make.customer()
        this = ctx.now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        last = this - timedelta(milliseconds=1)
        for moment in (this, last, last, this - timedelta(days=400)):
            await make.interaction(customer.id, occurred_at=moment)

        stats = await interactions.interaction_stats(ctx, InteractionStatsQuery(days=1))

        counted = {month: count for month, count in stats.by_month.items() if count}
        assert counted == {f"{this:%Y-%m}": 1, f"{last:%Y-%m}": 2}
        assert len(stats.by_month) == 12

    async def test_have_follow_ups_pending_that_are_required_and_due(self, ctx, make):
        customer = await make.customer()
        past, future = ctx.now - timedelta(days=90), ctx.now + timedelta(seconds=1)
        for required, due in ((True, ctx.now), (True, past), (True, future), (True, None), (False, past)):
            await make.interaction(
                customer.id, follow_up_required=required, follow_up_at=due, occurred_at=past
            )

        stats = await interactions.interaction_stats(ctx, EVERYTHING)

        assert stats.follow_ups_pending == 2

    async def test_can_be_of_one_customer_and_some_channels(self, ctx, make):
        customer, other = await make.customer(), await make.customer()
        for owner, channel in ((customer, "email"), (customer, "internal"), (other, "email")):
            await make.interaction(owner.id, channel=channel, occurred_at=ctx.now)

        query = InteractionStatsQuery(customer_id=customer.id, channels=(Channel.EMAIL,))
        stats = await interactions.interaction_stats(ctx, query)

        assert (stats.total, sum(stats.by_month.values())) == (1, 1)

    async def test_refuse_an_unknown_customer(self, ctx):
        with pytest.raises(NotFound, match="Customer not found"):
            await interactions.interaction_stats(ctx, InteractionStatsQuery(customer_id=new_id()))

    async def test_refuse_without_permission(self, as_user):
        with pytest.raises(Forbidden):
            await interactions.interaction_stats(as_user(Permission.CUSTOMERS_READ), EVERYTHING)

    async def test_are_its_own_for_a_customers_token(self, ctx, make, as_customer):
        customer, other = await make.customer(), await make.customer()
        for owner in (customer, other, other):
            await make.interaction(owner.id, occurred_at=ctx.now)

        stats = await interactions.interaction_stats(as_customer(customer.id), EVERYTHING)

        assert stats.total == 1

    async def test_refuse_a_customers_token_about_another(self, make, as_customer):
        customer, other = await make.customer(), await make.customer()
        query = InteractionStatsQuery(customer_id=other.id)

        with pytest.raises(NotFound):
            await interactions.interaction_stats(as_customer(customer.id), query)

    async def test_take_three_statements(self, ctx, make, statements):
        await make.customer()

        with statements(3):
            await interactions.interaction_stats(ctx, EVERYTHING)


class TestCountingByChannel:
    async def test_counts_all_of_a_customer_ever(self, ctx, make):
        customer, other = await make.customer(), await make.customer()
        long_ago = ctx.now - timedelta(days=4000)
        for owner, channel in ((customer, "email"), (customer, "email"), (customer, "atm"), (other, "sms")):
            await make.interaction(owner.id, channel=channel, occurred_at=long_ago)

        counts = await interactions.count_interactions_by_channel(ctx, customer.id)

        assert counts == {Channel.EMAIL: 2, Channel.ATM: 1}

    async def test_refuses_an_unknown_customer(self, ctx):
        with pytest.raises(NotFound):
            await interactions.count_interactions_by_channel(ctx, new_id())


class TestTheLastTwelveMonths:
    @pytest.mark.parametrize(
        ("now", "first", "last", "end"),
        [
            (
                datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
                "2026-01",
                "2026-12",
                datetime(2027, 1, 1, tzinfo=UTC),
            ),
            (datetime(2026, 1, 1, tzinfo=UTC), "2025-02", "2026-01", datetime(2026, 2, 1, tzinfo=UTC)),
            (datetime(2024, 2, 29, tzinfo=UTC), "2023-03", "2024-02", datetime(2024, 3, 1, tzinfo=UTC)),
        ],
    )
    def test_end_with_the_present_one(self, now, first, last, end):
        names = list(rules.months_filled({}, now))

        assert (len(names), names[0], names[-1]) == (12, first, last)
        assert rules.months_around(now) == (datetime.strptime(first + "+0000", "%Y-%m%z"), end)
