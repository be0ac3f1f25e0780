from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from accord.core.analytics.delivery import DeliveryQuery, Figures, report_delivery
from accord.core.context import Actor, ActorKind
from accord.core.errors import Forbidden, Invalid
from accord.core.permissions import Permission
from accord.kit.ids import new_id

AT = datetime(2025, 10, 15, 12, tzinfo=UTC)
MONTH = DeliveryQuery(start_on=date(2025, 10, 1), end_on=date(2025, 10, 31))
STATUSES = (
    *("queued", "scheduled", "sending", "sent", "delivered", "opened", "clicked"),
    *("failed", "bounced", "suppressed", "expired"),
)


class TestReportingDelivery:
    async def test_counts_each_message_once_per_column(self, ctx, sent):
        for status in STATUSES:
            await sent(status, at=AT)

        report = await report_delivery(ctx, MONTH)

        expected = Figures(sent=6, delivered=3, opened=2, clicked=1, failed=2)
        assert report.summary == expected
        assert list(report.by_channel.values()) == [expected]
        assert report.by_day == {date(2025, 10, 15): expected}

    async def test_takes_the_mean_of_what_was_delivered(self, ctx, sent):
        await sent("delivered", at=AT, took=7)
        await sent("opened", at=AT, took=10)
        await sent("sent", at=AT)

        summary = (await report_delivery(ctx, MONTH)).summary

        assert (summary.timed, summary.seconds) == (2, Decimal(17))

    async def test_orders_channels_and_types_as_the_contract_does(self, ctx, sent):
        for channel, message_type in (
            ("whatsapp", "reminder"),
            ("sms", "welcome"),
            ("email", "vendor_options"),
        ):
            await sent(at=AT, channel=channel, message_type=message_type)

        report = await report_delivery(ctx, MONTH)

        assert list(report.by_channel) == ["email", "sms", "whatsapp"]
        assert list(report.by_message_type) == ["welcome", "vendor_options", "reminder"]

    async def test_includes_both_end_days_of_the_organisation(self, ctx, sent):
        ctx.zone = ZoneInfo("Asia/Kolkata")
        inside = (datetime(2025, 9, 30, 18, 30, tzinfo=UTC), datetime(2025, 10, 31, 18, 29, 59, tzinfo=UTC))
        outside = (datetime(2025, 9, 30, 18, 29, 59, tzinfo=UTC), datetime(2025, 10, 31, 18, 30, tzinfo=UTC))
        for at in (*inside, *outside):
            await sent(at=at)

        assert set((await report_delivery(ctx, MONTH)).by_day) == {date(2025, 10, 1), date(2025, 10, 31)}

    async def test_leaves_out_what_other_parts_sent_and_what_came_in(self, ctx, sent):
        await sent(at=AT, origin="campaign")
        await sent(at=AT, direction="inbound")

        assert (await report_delivery(ctx, MONTH)).summary == Figures()

    async def test_narrows_to_a_plan_and_a_customer(self, ctx, sent, make):
        plan, other = new_id(), await make.customer()
        await sent(at=AT, plan_id=plan)
        await sent(at=AT, plan_id=plan, customer_id=other.id)
        await sent(at=AT)

        async def count(**given):
            query = DeliveryQuery(start_on=MONTH.start_on, end_on=MONTH.end_on, **given)
            return (await report_delivery(ctx, query)).summary.sent

        assert await count() == 3
        assert await count(plan_id=plan) == 2
        assert await count(plan_id=plan, customer_id=other.id) == 1
        assert await count(plan_id=new_id()) == await count(customer_id=new_id()) == 0

    async def test_takes_one_statement(self, ctx, sent, statements):
        await sent(at=AT)

        with statements(1 + 1):  # the plan is made for the parameters
            await report_delivery(ctx, MONTH)

    @pytest.mark.parametrize("day", [date.min, date.max])
    async def test_reaches_the_ends_of_the_calendar(self, ctx, sent, day):
        await sent(at=AT)

        query = DeliveryQuery(start_on=date(1, 1, 2), end_on=day if day == date.max else date(2025, 12, 31))

        assert (await report_delivery(ctx, query)).summary.sent == 1

    async def test_refuses_a_reversed_period(self, ctx):
        with pytest.raises(Invalid) as refused:
            await report_delivery(ctx, DeliveryQuery(start_on=date(2025, 10, 2), end_on=date(2025, 10, 1)))

        assert [problem.field for problem in refused.value.problems] == ["start_on"]


def acting(ctx, kind, *permissions, id_=None):
    ctx.actor = Actor(kind=kind, id=str(id_ or new_id()), name="Somebody", permissions=frozenset(permissions))
    return ctx


class TestACustomersReport:
    async def test_counts_its_own_messages(self, ctx, sent, make):
        own, other = await make.customer(), await make.customer()
        for owner in (own, other, other):
            await sent(at=AT, customer_id=owner.id)
        acting(ctx, ActorKind.CUSTOMER, Permission.ANALYTICS_READ, id_=own.id)

        async def count(customer_id):
            query = DeliveryQuery(start_on=MONTH.start_on, end_on=MONTH.end_on, customer_id=customer_id)
            return (await report_delivery(ctx, query)).summary.sent

        assert (await count(None), await count(own.id), await count(other.id)) == (1, 1, 0)

    async def test_takes_the_permission(self, ctx):
        with pytest.raises(Forbidden):
            await report_delivery(acting(ctx, ActorKind.MACHINE), MONTH)
