from datetime import timedelta

import pytest

from accord.core import segments
from accord.core.errors import Forbidden, Invalid
from accord.core.segments import SegmentKind
from accord.core.segments.members_store import REACH
from accord.kit.paging import Page

CRITERIA, RULES = SegmentKind.CRITERIA, SegmentKind.RULES


async def walk(ctx, segment, size):
    """The ids of all members, page by page."""
    seen = []
    while True:
        page = Page(limit=size, offset=len(seen))
        members = (await segments.list_members(ctx, segment.id, page, kind=segment.kind)).members
        seen += [customer.id for customer in members.items]
        if not members.has_more:
            return seen


class TestTheMembersOfASegment:
    async def test_are_the_customers_that_match_the_newest_first(self, ctx, make, criteria):
        old = await make.customer(region="Fes", created_at=ctx.now - timedelta(days=2))
        await make.customer(region="Oslo")
        newest = await make.customer(region="fes", created_at=ctx.now)
        south = await criteria("South", region="Fes")

        found = await segments.list_members(ctx, south.id, Page(limit=5), kind=CRITERIA)

        assert found.members.items == [newest, old]
        assert (found.counted.segment, found.counted.customer_count) == (south, 2)
        assert (found.members.total, found.members.has_more) == (2, False)

    @pytest.mark.parametrize("size", [1, 3, 100])
    async def test_are_walked_without_loss_or_doubles(self, ctx, make, criteria, size):
        made = [
            await make.customer(region="Fes", created_at=ctx.now - timedelta(hours=number // 3))
            for number in range(8)
        ]
        everybody = await criteria("All")

        order = sorted(made, key=lambda customer: (customer.created_at, customer.id), reverse=True)
        assert await walk(ctx, everybody, size) == [customer.id for customer in order]

    async def test_are_found_however_rare_and_old(self, ctx, make, by_rules):
        rare = [
            await make.customer(city="Fes", created_at=ctx.now - timedelta(days=9 + number))
            for number in range(3)
        ]
        await ctx.db.script(
            "INSERT INTO customers (id, reference, created_at, city) SELECT gen_random_uuid(), 'N-' || n, "
            f"now(), 'Oslo' FROM generate_series(1, {2 * REACH + 9}) AS n"
        )
        segment = await by_rules({"field": "city", "operator": "equals", "value": "Fes"})

        assert await walk(ctx, segment, 1) == [customer.id for customer in rare]

    async def test_are_none_past_the_end_and_not_searched(self, ctx, make, criteria, statements):
        await make.customer()
        everybody = await criteria("All")

        with statements(3):
            found = await segments.list_members(ctx, everybody.id, Page(limit=5, offset=1), kind=CRITERIA)

        assert (found.members.items, found.members.total) == ([], 1)

    async def test_are_not_shown_to_customers(self, make, criteria, as_customer):
        everybody = await criteria("All")
        customer = as_customer((await make.customer()).id)

        with pytest.raises(Forbidden):
            await segments.list_members(customer, everybody.id, Page(limit=5), kind=CRITERIA)


class TestAPreview:
    async def test_counts_exactly_and_shows_the_newest(self, ctx, make):
        made = [
            await make.customer(city="Fes", created_at=ctx.now + timedelta(hours=number))
            for number in range(7)
        ]
        tree = {"logic": "OR", "rules": [{"field": "city", "operator": "equals", "value": "Fes"}]}

        found = await segments.preview_members(ctx, RULES, tree, Page(limit=5))

        assert (found.items, found.total, found.has_more) == (made[:1:-1], 7, True)

    async def test_refuses_what_no_segment_could_be_made_of(self, ctx):
        with pytest.raises(Invalid):
            await segments.preview_members(ctx, RULES, {"logic": "AND"}, Page(limit=5))


class TestCriteria:
    @pytest.mark.parametrize(
        ("criteria", "expected"),
        [
            ({}, "ann ben cem"),
            ({"region": "FES"}, "ann ben"),
            ({"region": ["oslo", "Fes"]}, "ann ben cem"),
            ({"region": ["Fes"], "loyalty_status": ["gold", "Vip"]}, "ann"),
            ({"contact_type": ["corporate"]}, "cem"),
            ({"tags": ["STUDENT", "vip"]}, "ann cem"),
            ({"tags": ["vi"]}, ""),
            ({"region": [" Fes ", ""]}, "ann ben"),
            ({"region": ["", " "]}, "ann ben cem"),
            ({"region": [], "tags": ""}, "ann ben cem"),
            ({"loyalty_status": ["Diamond"]}, ""),
            ({"region": ["Fes"], "status": ["inactive"], "shoe_size": 43}, "ann ben"),
        ],
    )
    async def test_join_keys_by_and_values_by_or(self, ctx, make, criteria, expected):
        await make.customer(given_name="ann", region="Fes", loyalty="Gold", tags=["VIP"])
        await make.customer(given_name="ben", region="fes", tags=["Early"])
        await make.customer(
            given_name="cem", region="Oslo", tags=["Student"], written_contact_type="Corporate"
        )
        await make.customer(given_name="dov", region="Fes", status="inactive", tags=["VIP"])
        await make.customer(given_name="eli", region="Fes", status="blocked", tags=["VIP"])

        found = await segments.preview_members(ctx, CRITERIA, criteria, Page(limit=9))

        assert sorted(customer.given_name for customer in found.items) == expected.split()
        assert found.total == len(expected.split())

    async def test_may_have_a_thousand_values_and_no_more(self, ctx, make):
        await make.customer(region="R999")
        regions = [f"r{number}" for number in range(1000)]

        found = await segments.preview_members(ctx, CRITERIA, {"region": regions}, Page(limit=9))

        assert found.total == 1
        with pytest.raises(Invalid):
            await segments.preview_members(ctx, CRITERIA, {"region": [*regions, "x"]}, Page(limit=9))
