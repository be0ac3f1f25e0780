from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from accord.core.analytics import dashboard
from accord.core.analytics.dashboard import (
    CaseFigures,
    CustomerFigures,
    Dashboard,
    InteractionFigures,
    Period,
)
from accord.core.cases import CaseStatus
from accord.core.context import Context
from accord.core.customers import BankSegment, KYCStatus
from accord.core.errors import Forbidden, Invalid
from accord.core.interactions import Channel
from accord.core.permissions import Permission
from accord.core.sla import Priority

EVER = Period()
NOON = datetime(2026, 3, 15, 12, tzinfo=UTC)


@pytest.fixture
def in_zone(ctx):
    """The context at noon of 15 March 2026 in an organisation of another zone."""

    def moved(zone):
        return Context(
            ctx.db,
            ctx.actor,
            NOON,
            via="test",
            request_id=None,
            queue=ctx._queue,
            reactions={},
            zone=ZoneInfo(zone),
        )

    return moved


class TestTheDashboard:
    async def test_of_nothing_is_zeros_without_groups(self, ctx):
        assert await dashboard.get_dashboard(ctx, EVER) == Dashboard(
            customers=CustomerFigures(total=0, active=0, new_this_month=0, by_segment={}, by_kyc_status={}),
            cases=CaseFigures(
                total=0,
                open=0,
                resolved=0,
                average_resolution_hours=Decimal(0),
                by_priority={},
                by_status={},
            ),
            interactions=InteractionFigures(total=0, this_month=0, by_channel={}, average_minutes=Decimal(0)),
            generated_at=ctx.now,
        )

    async def test_is_what_its_parts_are(self, ctx, make):
        customer = await make.customer()
        await make.interaction(customer.id)
        await make.case(customer.id)

        assert await dashboard.get_dashboard(ctx, EVER) == Dashboard(
            customers=await dashboard.get_customer_figures(ctx, EVER),
            cases=await dashboard.get_case_figures(ctx, EVER),
            interactions=await dashboard.get_interaction_figures(ctx, EVER),
            generated_at=ctx.now,
        )

    @pytest.mark.parametrize(
        "act",
        [
            dashboard.get_dashboard,
            dashboard.get_customer_figures,
            dashboard.get_case_figures,
            dashboard.get_interaction_figures,
        ],
    )
    async def test_is_refused_to_customers_without_permission_and_backwards(
        self, ctx, make, as_customer, as_user, act
    ):
        customer = await make.customer()

        for refused in (as_customer(customer.id), as_user(Permission.CUSTOMERS_READ)):
            with pytest.raises(Forbidden):
                await act(refused, EVER)
        with pytest.raises(Invalid):
            await act(ctx, Period(start_on=date(2026, 3, 2), end_on=date(2026, 3, 1)))

    async def test_takes_five_statements(self, ctx, make, statements):
        await make.customer()

        with statements(5):
            await dashboard.get_dashboard(ctx, EVER)


class TestFiguresOfCustomers:
    async def test_tell_what_they_are_now(self, ctx, make):
        await make.customer(written_segment="SME", kyc_status="Verified")
        await make.customer(written_contact_type="Corporate", status="inactive")
        await make.customer(status="blocked", created_at=ctx.now - timedelta(days=40))

        assert await dashboard.get_customer_figures(ctx, EVER) == CustomerFigures(
            total=3,
            active=1,
            new_this_month=2,
            by_segment={BankSegment.CORPORATE: 1, BankSegment.RETAIL: 1, BankSegment.SME: 1},
            by_kyc_status={KYCStatus.PENDING: 2, KYCStatus.VERIFIED: 1},
        )

    async def test_leave_merged_ones_out(self, ctx, make):
        survivor = await make.customer()
        await make.customer(status="merged", merged_into_id=survivor.id)

        assert (await dashboard.get_customer_figures(ctx, EVER)).total == 1


class TestFiguresOfCases:
    async def test_tell_how_far_they_are_and_how_long_they_took(self, ctx, make):
        customer = await make.customer()
        opened = ctx.now - timedelta(days=3)
        for status, priority, hours in (
            ("open", "P0", None),
            ("in_progress", "P1", None),
            ("escalated", "P1", None),
            ("resolved", "P2", 10),
            ("closed", "P2", 25),
            ("closed", "P3", None),
        ):
            resolved_at = None if hours is None else opened + timedelta(hours=hours)
            await make.case(
                customer.id, status=status, priority=priority, created_at=opened, resolved_at=resolved_at
            )

        assert await dashboard.get_case_figures(ctx, EVER) == CaseFigures(
            total=6,
            open=2,
            resolved=3,
            average_resolution_hours=Decimal("17.5"),
            by_priority={Priority.P0: 1, Priority.P1: 2, Priority.P2: 2, Priority.P3: 1},
            by_status={
                CaseStatus.CLOSED: 2,
                CaseStatus.ESCALATED: 1,
                CaseStatus.IN_PROGRESS: 1,
                CaseStatus.OPEN: 1,
                CaseStatus.RESOLVED: 1,
            },
        )

    async def test_leave_resolutions_out(self, ctx, make):
        customer = await make.customer()
        await make.case(customer.id, kind="resolution", status="investigating")

        assert (await dashboard.get_case_figures(ctx, EVER)).total == 0


class TestFiguresOfInteractions:
    async def test_tell_where_and_how_long_people_met(self, ctx, make):
        customer = await make.customer()
        for channel, minutes in (("phone", 5), ("phone", None), ("email", 10), ("internal", 0)):
            await make.interaction(customer.id, channel=channel, duration_minutes=minutes)
        long_ago = ctx.now - timedelta(days=4000)
        await make.interaction(customer.id, channel="atm", occurred_at=long_ago)

        assert await dashboard.get_interaction_figures(ctx, EVER) == InteractionFigures(
            total=5,
            this_month=4,
            by_channel={Channel.ATM: 1, Channel.EMAIL: 1, Channel.INTERNAL: 1, Channel.PHONE: 2},
            average_minutes=Decimal(5),
        )


class TestAPeriod:
    @pytest.mark.parametrize(
        ("zone", "first", "last"),
        [
            ("UTC", "2026-03-01T00:00:00+00:00", "2026-03-02T23:59:59.999999+00:00"),
            ("Africa/Nairobi", "2026-02-28T21:00:00+00:00", "2026-03-02T20:59:59.999999+00:00"),
            ("Asia/Kolkata", "2026-02-28T18:30:00+00:00", "2026-03-02T18:29:59.999999+00:00"),
            ("America/Lima", "2026-03-01T05:00:00+00:00", "2026-03-03T04:59:59.999999+00:00"),
        ],
    )
    async def test_holds_its_days_to_the_instant(self, in_zone, make, zone, first, last):
        least, most = datetime.fromisoformat(first), datetime.fromisoformat(last)
        tick = timedelta(microseconds=1)
        for moment in (least - tick, least, least + timedelta(days=1), most, most + tick):
            customer = await make.customer(created_at=moment)
            await make.interaction(customer.id, occurred_at=moment)
            await make.case(customer.id, created_at=moment)

        shown = await dashboard.get_dashboard(
            in_zone(zone), Period(start_on=date(2026, 3, 1), end_on=date(2026, 3, 2))
        )

        assert (shown.customers.total, shown.cases.total, shown.interactions.total) == (3, 3, 3)

    async def test_of_this_month_is_of_the_zone_and_within_the_filter(self, in_zone, make):
        for moment in ("2026-02-28T20:59", "2026-02-28T21:00", "2026-03-10T00:00", "2026-03-31T21:00"):
            customer = await make.customer(created_at=datetime.fromisoformat(moment).replace(tzinfo=UTC))
            await make.interaction(customer.id, occurred_at=customer.created_at)
        ctx = in_zone("Africa/Nairobi")

        ever = await dashboard.get_dashboard(ctx, EVER)
        later = await dashboard.get_dashboard(ctx, Period(start_on=date(2026, 3, 5)))
        before = await dashboard.get_dashboard(ctx, Period(end_on=date(2026, 2, 20)))

        found = [
            (each.customers.new_this_month, each.interactions.this_month) for each in (ever, later, before)
        ]
        assert found == [(2, 2), (1, 1), (0, 0)]
