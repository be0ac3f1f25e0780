import pytest

from accord.core import segments
from accord.core.errors import Forbidden, Invalid, NotFound
from accord.core.permissions import Permission
from accord.core.segments import (
    CountedSegment,
    NewSegment,
    SegmentChanges,
    SegmentKind,
    SegmentNameTaken,
    SegmentQuery,
    SegmentSource,
)
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

CRITERIA, RULES = SegmentKind.CRITERIA, SegmentKind.RULES
EVERYBODY = {"logic": "AND", "rules": []}


def new(name="South", kind=CRITERIA, **given):
    definition = given.pop("definition", {} if kind is CRITERIA else EVERYBODY)
    return NewSegment(kind=kind, name=name, definition=definition, **given)


async def told(ctx):
    return [(event.type, event.subject_id, event.data) for event in await emitted(ctx.db)]


class TestCreatingASegment:
    async def test_keeps_what_was_written_and_counts(self, ctx, make):
        await make.customer(region="Fes")
        await make.customer(region="Oslo")
        definition = {"region": ["fes", "Agadir"], "colour": "red"}

        made = await segments.create_segment(ctx, new(definition=definition, description="Near the desert"))

        segment = made.segment
        assert (made.customer_count, made.counted_at) == (1, ctx.now)
        assert (segment.name, segment.description, segment.definition) == (
            *("South", "Near the desert"),
            definition,
        )
        assert (segment.source, segment.is_active) == (SegmentSource.MANUAL, True)
        assert (segment.created_at, segment.updated_at) == (ctx.now, None)

    async def test_tells_the_log(self, ctx):
        made = await segments.create_segment(ctx, new())

        assert await told(ctx) == [
            ("segment.created", made.segment.id, {"kind": "criteria", "name": "South"})
        ]

    async def test_refuses_a_name_that_criteria_have_in_any_letter_case(self, ctx):
        await segments.create_segment(ctx, new())

        with pytest.raises(SegmentNameTaken, match="Segment name already exists"):
            await segments.create_segment(ctx, new("SOUTH"))

    async def test_lets_names_of_rules_repeat(self, ctx):
        await segments.create_segment(ctx, new())

        first = await segments.create_segment(ctx, new(kind=RULES))
        second = await segments.create_segment(ctx, new(kind=RULES))

        assert first.segment.name == second.segment.name == "South"

    async def test_is_refused_without_the_permission_and_to_customers(self, ctx, make, as_user, as_customer):
        for caller in (as_user(Permission.SEGMENTS_READ), as_customer((await make.customer()).id)):
            with pytest.raises(Forbidden):
                await segments.create_segment(caller, new())


class TestListingSegments:
    async def test_counts_each_of_a_kind_the_newest_first(self, ctx, make, criteria, by_rules):
        await make.customer(region="Fes")
        await make.customer(region="Fes", loyalty="Gold")
        gold = await criteria("Gold", loyalty_status="Gold")
        south = await criteria("South", region="fes")
        await by_rules()

        found = await segments.list_segments(ctx, SegmentQuery(page=Page(limit=5), kind=CRITERIA))

        newest = sorted([gold, south], key=lambda segment: segment.id, reverse=True)
        counts = {gold.id: 1, south.id: 2}
        assert found.total == 2
        assert found.items == [
            CountedSegment(segment=each, customer_count=counts[each.id], counted_at=ctx.now)
            for each in newest
        ]

    async def test_takes_three_statements_and_the_planners_advice(self, ctx, criteria, statements):
        for number in range(30):
            await criteria(f"Segment {number}", region=str(number))

        with statements(4):
            await segments.list_segments(ctx, SegmentQuery(page=Page(limit=30), kind=CRITERIA))


class TestUpdatingASegment:
    async def test_writes_what_differs_and_says_so(self, ctx, make, criteria):
        await make.customer(region="Fes")
        made = await criteria("South", region="Oslo")
        changes = SegmentChanges(name="South", definition={"region": "Fes"}, is_active=False)

        after = await segments.update_segment(ctx, made.id, changes, kind=CRITERIA)

        assert (after.customer_count, after.segment.definition) == (1, {"region": "Fes"})
        assert (after.segment.is_active, after.segment.updated_at) == (False, ctx.now)
        fields = {"kind": "criteria", "fields": ["definition", "is_active"]}
        assert (await told(ctx))[-1] == ("segment.updated", made.id, fields)

    async def test_to_what_it_is_changes_nothing(self, ctx, by_rules):
        made = await by_rules()
        changes = SegmentChanges(name=made.name, definition=made.definition)

        after = await segments.update_segment(ctx, made.id, changes, kind=RULES)

        assert after.segment == made
        assert len(await told(ctx)) == 1

    async def test_refuses_a_wrong_definition_and_keeps_the_old(self, ctx, criteria):
        made = await criteria("South", region="Fes")

        with pytest.raises(Invalid):
            await segments.update_segment(
                ctx, made.id, SegmentChanges(name="New", definition={"region": 5}), kind=CRITERIA
            )

        assert (await segments.get_segment(ctx, made.id, kind=CRITERIA)).segment == made

    async def test_refuses_the_name_of_another(self, ctx, criteria):
        await criteria("South")
        other = await criteria("North")

        with pytest.raises(SegmentNameTaken):
            await segments.update_segment(ctx, other.id, SegmentChanges(name="sOUTH"), kind=CRITERIA)


class TestDeletingASegment:
    async def test_removes_it_and_tells_its_name(self, ctx, criteria):
        made = await criteria("South")

        await segments.delete_segment(ctx, made.id, kind=CRITERIA)

        with pytest.raises(NotFound, match="Segment not found"):
            await segments.get_segment(ctx, made.id, kind=CRITERIA)
        told_last = ("segment.deleted", made.id, {"kind": "criteria", "name": "South"})
        assert (await told(ctx))[-1] == told_last


class TestASegmentOfAnotherKind:
    async def test_reads_as_unknown(self, ctx, criteria):
        made = await criteria()
        asked = [
            segments.get_segment(ctx, made.id, kind=RULES),
            segments.update_segment(ctx, made.id, SegmentChanges(name="X"), kind=RULES),
            segments.delete_segment(ctx, made.id, kind=RULES),
            segments.list_members(ctx, made.id, Page(limit=1), kind=RULES),
            segments.explain_membership(ctx, made.id, new_id(), kind=RULES),
        ]

        for act in asked:
            with pytest.raises(NotFound, match="Segment not found"):
                await act


class TestRecounting:
    async def test_tells_the_log_the_count_of_every_active_one(self, ctx, make, criteria):
        await make.customer(region="Fes")
        south, north = await criteria("South", region="Fes"), await criteria("North", region="Oslo")
        asleep = await criteria("Asleep")
        await segments.update_segment(ctx, asleep.id, SegmentChanges(is_active=False), kind=CRITERIA)

        counts = await segments.recount_segments(ctx, CRITERIA)

        assert counts == {south.id: 1, north.id: 0}
        kept = {"kind": "criteria", "counts": {str(south.id): 1, str(north.id): 0}}
        assert (await told(ctx))[-1] == ("segments.recounted", None, kept)
