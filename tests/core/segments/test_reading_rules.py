"""Trees of rules are read whole: what is wrong is told with its path, what is left out is filled in."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from accord.core import segments
from accord.core.context import Context
from accord.core.errors import Invalid
from accord.core.segments import NewSegment, SegmentKind
from accord.kit.paging import Page

NAME = {"field": "first_name", "operator": "equals", "value": "Amina"}


async def keep(ctx, tree):
    new = NewSegment(kind=SegmentKind.RULES, name="Some", definition=tree)
    return (await segments.create_segment(ctx, new)).segment.definition


async def problems_of(ctx, tree):
    with pytest.raises(Invalid) as refused:
        await keep(ctx, tree)
    return [(problem.field, problem.code) for problem in refused.value.problems]


def group(*rules, logic="AND"):
    return {"logic": logic, "rules": list(rules)}


def nested(depth):
    return group(NAME) if depth == 1 else group(nested(depth - 1))


class TestATreeThatIsKept:
    async def test_has_the_ids_that_were_written_and_new_ones_where_none_were(self, ctx):
        kept = await keep(ctx, {"id": "root", "logic": "and", "rules": [NAME | {"id": "r1"}, NAME, group()]})

        first, second, empty = kept["rules"]
        assert (kept["id"], kept["logic"]) == ("root", "AND")
        assert first == {"id": "r1", **NAME, "type": "string"}
        assert UUID(second["id"]) != UUID(empty["id"])

    async def test_is_kept_once_more_without_a_change(self, ctx):
        kept = await keep(ctx, group(NAME, group(NAME, logic="NOT"), logic="OR"))

        assert await keep(ctx, kept) == kept

    async def test_loses_what_a_rule_does_not_have(self, ctx):
        kept = await keep(ctx, group(NAME | {"colour": "red", "within": None}))

        assert kept["rules"][0].keys() == {"id", "field", "operator", "value", "type"}

    async def test_may_have_ten_levels_and_two_hundred_rules(self, ctx):
        await keep(ctx, nested(10))
        await keep(ctx, group(*[NAME] * 100, group(*[NAME] * 100)))


class TestATreeThatIsRefused:
    @pytest.mark.parametrize(
        ("tree", "problems"),
        [
            ({}, [("rules", "type")]),
            (NAME, [("rules", "type")]),
            ({"rules": []}, [("rules.logic", "required")]),
            ({"logic": "XOR", "rules": []}, [("rules.logic", "not_allowed")]),
            ({"logic": "AND"}, [("rules.rules", "type")]),
            ({"logic": "AND", "rules": {}}, [("rules.rules", "type")]),
            ({"logic": "AND", "rules": [], "id": 5}, [("rules.id", "type")]),
            (group("x"), [("rules.rules[0]", "type")]),
            (group(NAME, {"rules": [NAME, {}]}), [
                ("rules.rules[1].logic", "required"),
                ("rules.rules[1].rules[1].field", "required"),
                ("rules.rules[1].rules[1].operator", "required"),
            ]),
            (group(NAME | {"field": "shoe_size"}), [("rules.rules[0].field", "not_allowed")]),
            (group(NAME | {"operator": "matches"}), [("rules.rules[0].operator", "not_allowed")]),
            (group(NAME | {"operator": "greater_than"}), [("rules.rules[0].operator", "not_allowed")]),
            (group(NAME | {"type": "money"}), [("rules.rules[0].type", "not_allowed")]),
            (nested(11), [("rules" + ".rules[0]" * 10, "out_of_range")]),
            (group(*[NAME] * 201), [("rules", "too_long")]),
            (group(*[group(*[NAME] * 101)] * 2), [("rules", "too_long")]),
            (group(*[group()] * 201), [("rules", "too_long")]),
        ],
    )  # fmt: skip
    async def test_names_every_place(self, ctx, tree, problems):
        assert await problems_of(ctx, tree) == problems

    @pytest.mark.parametrize(
        ("field", "operator", "value", "code"),
        [
            ("first_name", "equals", None, "required"),
            ("first_name", "contains", " ", "required"),
            ("first_name", "equals", 5, "type"),
            ("first_name", "contains", "x" * 10_001, "too_long"),
            ("region", "one_of", [], "out_of_range"),
            ("region", "one_of", ["a"] * 1001, "out_of_range"),
            ("region", "one_of", ["a", 5], "type"),
            ("total_spent", "equals", "much", "type"),
            ("total_spent", "equals", True, "type"),
            ("total_spent", "equals", "NaN", "type"),
            ("total_spent", "equals", "1e400", "out_of_range"),
            ("total_spent", "between", [1], "type"),
            ("total_spent", "between", "1,2,3", "type"),
            ("total_spent", "between", {"min": 1}, "type"),
            ("total_spent", "between", [2, 1], "out_of_range"),
            ("created_at", "after", "yesterday", "type"),
            ("created_at", "after", 1770000000, "type"),
            ("created_at", "equals", "9999-12-31", "out_of_range"),
            ("created_at", "between", ["2026-02-02", "2026-02-01"], "out_of_range"),
            ("created_at", "last_n_days", 0, "out_of_range"),
            ("created_at", "last_n_days", 1.5, "out_of_range"),
            ("created_at", "next_n_days", 10**9, "out_of_range"),
            ("created_at", "next_n_days", "soon", "type"),
        ],
    )
    async def test_for_a_value_names_the_value(self, ctx, field, operator, value, code):
        tree = group({"field": field, "operator": operator, "value": value})

        assert await problems_of(ctx, tree) == [("rules.rules[0].value", code)]

    async def test_for_a_window_says_that_there_are_no_orders(self, ctx):
        spent = {"field": "total_spent", "operator": "greater_than", "value": 500}

        with pytest.raises(Invalid) as refused:
            await keep(ctx, group(spent | {"within": {"last": 3, "unit": "month"}}))

        [problem] = refused.value.problems
        assert problem.field == "rules.rules[0].within"
        assert problem.message == "cannot be used yet: no orders are kept to measure over"


class TestADayInARule:
    async def test_is_the_organisations(self, ctx, make):
        nairobi = Context(
            *(ctx.db, ctx.actor, ctx.now), via="test", request_id=None, queue=ctx._queue, reactions={},
            zone=ZoneInfo("Africa/Nairobi"),
        )  # fmt: skip
        midnight = ctx.now.replace(year=2026, month=3, day=9, hour=21, minute=0, second=0, microsecond=0)
        await make.customer(created_at=midnight)
        await make.customer(created_at=midnight + timedelta(days=1))
        tree = group({"field": "created_at", "operator": "equals", "value": "2026-03-10"})

        found = await segments.preview_members(nairobi, SegmentKind.RULES, tree, Page(limit=5))

        assert [customer.created_at for customer in found.items] == [midnight]
