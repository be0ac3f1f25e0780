import pytest

from accord.core import segments
from accord.core.errors import Forbidden, NotFound
from accord.core.permissions import Permission
from accord.core.segments import SegmentChanges, SegmentKind
from accord.kit.ids import new_id


class TestTheNamesOfMatchingSegments:
    async def test_are_those_of_active_ones_by_criteria_in_order(self, ctx, make, criteria, by_rules):
        customer = await make.customer(region="Fes", loyalty="Gold", tags=["Desert"])
        await criteria("South", region=["Fes", "Agadir"])
        await criteria("Gold", loyalty_status="gold", contact_type=["Individual"])
        await criteria("Desert", tags=["DESERT", "City"])
        await criteria("North", region="Tangier")
        asleep = await criteria("Asleep")
        await segments.update_segment(
            ctx, asleep.id, SegmentChanges(is_active=False), kind=SegmentKind.CRITERIA
        )
        await by_rules(name="By rules")

        assert await segments.names_matching(ctx, customer.id) == ["Desert", "Gold", "South"]

    async def test_are_none_for_an_inactive_customer(self, ctx, make, criteria):
        customer = await make.customer(status="inactive")
        await criteria("All")

        assert await segments.names_matching(ctx, customer.id) == []

    async def test_of_a_merged_customer_are_the_survivors(self, ctx, make, criteria):
        survivor = await make.customer(region="Fes")
        merged = await make.customer(region="Oslo", status="merged", merged_into_id=survivor.id)
        await criteria("South", region="Fes")
        await criteria("North", region="Oslo")

        assert await segments.names_matching(ctx, merged.id) == ["South"]
        assert await segments.assign_customer(ctx, merged.id) == (survivor.id, ["South"])

    async def test_are_found_in_three_statements_however_many_there_are(
        self, ctx, make, criteria, statements
    ):
        customer = await make.customer(region="Fes")
        for number in range(40):
            await criteria(f"Segment {number:02}", region=["Fes", str(number)])

        with statements(3):
            assert len(await segments.names_matching(ctx, customer.id)) == 40

    async def test_are_refused_for_an_unknown_customer(self, ctx):
        with pytest.raises(NotFound, match="Customer not found"):
            await segments.names_matching(ctx, new_id())

    async def test_are_a_customers_own_only(self, make, criteria, as_customer):
        customer, other = await make.customer(), await make.customer()
        await criteria("All")

        assert await segments.names_matching(as_customer(customer.id), customer.id) == ["All"]
        with pytest.raises(NotFound):
            await segments.names_matching(as_customer(customer.id), other.id)

    async def test_need_the_permission_to_read_customers(self, make, as_user):
        customer = await make.customer()

        with pytest.raises(Forbidden):
            await segments.names_matching(as_user(Permission.SEGMENTS_READ), customer.id)
