"""The database and plain Python agree on random trees and random customers."""

import random

import pytest

from accord.core import segments
from accord.core.customers import Customer
from accord.core.segments import GroupOutcome, NewSegment, RuleOutcome, SegmentKind
from accord.kit.paging import Page

from .inventing import invent_customer, invent_tree
from .plain import holds, value_of

EVERYBODY = Page(limit=1000)


@pytest.fixture
async def people(ctx, make) -> list[Customer]:
    draw = random.Random(11)
    return [await make.customer(**invent_customer(draw, ctx.now)) for _ in range(60)]


def agrees(outcome, customer, now) -> bool:
    """Whether an outcome, and all that it consists of, says what plain Python says."""
    if isinstance(outcome, GroupOutcome):
        parts = all(agrees(part, customer, now) for part in outcome.parts)
        return parts and outcome.holds == holds(as_written(outcome.group), customer, now)
    assert isinstance(outcome, RuleOutcome)
    looked_at = value_of(outcome.rule.field, customer)
    if isinstance(looked_at, list):
        looked_at = [tag.lower() for tag in looked_at]
    return (outcome.found or None) == (looked_at or None) and (
        outcome.holds == holds(as_written(outcome.rule), customer, now)
    )


def as_written(part):
    if hasattr(part, "logic"):
        return {"logic": part.logic.value, "rules": [as_written(each) for each in part.parts]}
    return {"field": part.field, "operator": part.operator.value, "value": part.value}


class TestTheDatabaseAndPlainPython:
    @pytest.mark.parametrize("seed", range(12))
    async def test_find_the_same_members(self, ctx, people, seed):
        draw = random.Random(seed)
        sizes = set()

        for _ in range(25):
            tree = invent_tree(draw, ctx.now)
            found = await segments.preview_members(ctx, SegmentKind.RULES, tree, EVERYBODY)
            expected = {customer.id for customer in people if holds(tree, customer, ctx.now)}
            assert {customer.id for customer in found.items} == expected, tree
            assert found.total == len(expected)
            sizes.add(len(expected))

        assert len(sizes) > 5  # the trees drawn are neither all true nor all false

    async def test_explain_membership_alike(self, ctx, people):
        draw = random.Random(99)
        kind = SegmentKind.RULES

        for number in range(25):
            tree = invent_tree(draw, ctx.now)
            new = NewSegment(kind=kind, name=f"Segment {number}", definition=tree)
            made = (await segments.create_segment(ctx, new)).segment
            for customer in draw.sample(people, 3):
                told = await segments.explain_membership(ctx, made.id, customer.id, kind=kind)
                assert told.is_member == holds(tree, customer, ctx.now)
                assert agrees(told.outcome, customer, ctx.now), (tree, told)
