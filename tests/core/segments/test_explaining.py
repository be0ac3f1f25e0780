from decimal import Decimal

import pytest

from accord.core import segments
from accord.core.errors import Forbidden, NotFound
from accord.core.segments import SegmentKind
from accord.kit.ids import new_id

CRITERIA, RULES = SegmentKind.CRITERIA, SegmentKind.RULES


def told(outcome):
    """What each rule asked, found and said."""
    return [(part.rule.id, part.found, part.holds) for part in outcome.parts]


class TestExplainingMembership:
    async def test_by_criteria_tells_every_key_and_the_status(self, ctx, make, criteria):
        customer = await make.customer(region="Fes", loyalty="Silver", status="inactive")
        segment = await criteria("Gold in the south", region=["Fes"], loyalty_status=["Gold", "VIP"])

        found = await segments.explain_membership(ctx, segment.id, customer.id, kind=CRITERIA)

        assert (found.is_member, found.segment, found.customer_id) == (False, segment, customer.id)
        assert told(found.outcome) == [
            ("status", "inactive", False),
            ("loyalty_status", "Silver", False),
            ("region", "Fes", True),
        ]

    async def test_by_rules_tells_groups_with_their_parts(self, ctx, make, by_rules):
        customer = await make.customer(total_spent=Decimal("99.50"), city=None)
        poor = {"id": "poor", "field": "total_spent", "operator": "less_than", "value": 50}
        fes = {"id": "fes", "field": "city", "operator": "equals", "value": "Fes"}
        segment = await by_rules({"logic": "NOT", "rules": [poor, fes]}, {"logic": "OR", "rules": []})

        outcome = (await segments.explain_membership(ctx, segment.id, customer.id, kind=RULES)).outcome

        neither, nothing = outcome.parts
        assert (outcome.holds, neither.holds, nothing.holds) == (True, True, True)
        assert told(neither) == [("poor", Decimal("99.50"), False), ("fes", None, False)]

    async def test_of_a_merged_customer_is_the_survivors(self, ctx, make, criteria):
        survivor = await make.customer(region="Fes")
        merged = await make.customer(status="merged", merged_into_id=survivor.id)
        segment = await criteria(region="Fes")

        found = await segments.explain_membership(ctx, segment.id, merged.id, kind=CRITERIA)

        assert (found.customer_id, found.is_member) == (survivor.id, True)

    async def test_covers_two_hundred_rules(self, ctx, make, by_rules):
        customer = await make.customer(order_count=100)
        rules = [{"field": "order_count", "operator": "greater_than", "value": n} for n in range(200)]
        segment = await by_rules(*rules)

        outcome = (await segments.explain_membership(ctx, segment.id, customer.id, kind=RULES)).outcome

        assert [part.holds for part in outcome.parts] == [number < 100 for number in range(200)]

    async def test_refuses_an_unknown_customer_and_customers_themselves(
        self, ctx, make, criteria, as_customer
    ):
        segment = await criteria()
        customer = await make.customer()

        with pytest.raises(NotFound, match="Customer not found"):
            await segments.explain_membership(ctx, segment.id, new_id(), kind=CRITERIA)
        with pytest.raises(Forbidden):
            await segments.explain_membership(
                as_customer(customer.id), segment.id, customer.id, kind=CRITERIA
            )
