from decimal import Decimal

import pytest

from accord.core import analytics, customers
from accord.core.analytics import CustomerSummary
from accord.core.errors import Forbidden, NotFound
from accord.core.feedback import FeedbackFigures, ServiceType
from accord.core.interactions import Channel
from accord.core.permissions import Permission
from accord.core.segments import NewSegment, SegmentChanges, SegmentKind, create_segment, update_segment
from accord.kit.ids import new_id

NOTHING = FeedbackFigures(total=0, average_rating=None, last_submitted_at=None, by_service={})


async def segment(ctx, name, **criteria):
    return await create_segment(ctx, NewSegment(kind=SegmentKind.CRITERIA, name=name, definition=criteria))


class TestTheSummaryOfACustomer:
    async def test_without_history_is_empty(self, ctx, make):
        customer = await make.customer()

        assert await analytics.get_customer_summary(ctx, customer.id) == CustomerSummary(
            customer=customer, interactions_by_channel={}, feedback=NOTHING, segments=[]
        )

    async def test_has_what_every_feature_knows(self, ctx, make):
        customer, other = await make.customer(region="Fes"), await make.customer()
        for channel in ("email", "email", "atm"):
            await make.interaction(customer.id, channel=channel)
        rated = await make.feedback(customer.id, rating=3, submitted_at=ctx.now)
        await make.interaction(other.id)
        await make.feedback(other.id)
        for name in ("In Fes", "All of Fes"):
            await segment(ctx, name, region=["fes"])
        await segment(ctx, "Elsewhere", region=["Agadir"])

        assert await analytics.get_customer_summary(ctx, customer.id) == CustomerSummary(
            customer=customer,
            interactions_by_channel={Channel.EMAIL: 2, Channel.ATM: 1},
            feedback=FeedbackFigures(
                total=1,
                average_rating=Decimal(3),
                last_submitted_at=rated.submitted_at,
                by_service={ServiceType.TOUR: 1},
            ),
            segments=["All of Fes", "In Fes"],
        )

    async def test_names_active_segments_only(self, ctx, make):
        customer = await make.customer()
        everybody = await segment(ctx, "Everybody")
        changes = SegmentChanges(is_active=False)
        await update_segment(ctx, everybody.segment.id, changes, kind=SegmentKind.CRITERIA)

        assert (await analytics.get_customer_summary(ctx, customer.id)).segments == []

    async def test_of_a_merged_one_is_its_survivors(self, ctx, make):
        survivor = await make.customer()
        merged = await make.customer(status="merged", merged_into_id=survivor.id)
        await make.feedback(survivor.id)

        summary = await analytics.get_customer_summary(ctx, merged.id)

        assert (summary.customer, summary.feedback.total) == (survivor, 1)

    async def test_of_a_deactivated_one_is_still_told(self, ctx, make):
        customer = await make.customer()
        left = await customers.deactivate_customer(ctx, customer.id)

        assert (await analytics.get_customer_summary(ctx, customer.id)).customer == left

    async def test_needs_the_right_to_read_customers_only(self, make, as_user):
        customer = await make.customer()

        summary = await analytics.get_customer_summary(as_user(Permission.CUSTOMERS_READ), customer.id)

        assert summary.customer == customer
        with pytest.raises(Forbidden):
            await analytics.get_customer_summary(as_user(Permission.FEEDBACK_READ), customer.id)

    async def test_refuses_an_unknown_customer_and_a_strangers_token(self, ctx, make, as_customer):
        customer, other = await make.customer(), await make.customer()

        with pytest.raises(NotFound, match="Customer not found"):
            await analytics.get_customer_summary(ctx, new_id())
        with pytest.raises(NotFound, match="Customer not found"):
            await analytics.get_customer_summary(as_customer(other.id), customer.id)

    async def test_takes_seven_statements(self, ctx, make, statements):
        customer = await make.customer()
        await segment(ctx, "Everybody")

        with statements(7):
            await analytics.get_customer_summary(ctx, customer.id)
