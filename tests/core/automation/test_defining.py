"""Defining workflows, changing them, and what a definition says when it is written wrongly."""

import json

import msgspec
import pytest

from accord.core import automation
from accord.core.automation import DefinitionChanges, NewDefinition, Trigger
from accord.core.errors import Forbidden, Invalid, NotFound
from accord.core.permissions import Permission
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

DOCUMENT = NewDefinition(
    name="Case Escalation Workflow",
    description="Automatically escalate cases after 48 hours",
    trigger_type="CaseAgeExceeded",
    trigger_conditions='{"hours": 48}',
    actions='[{"type": "Escalate"}, {"type": "Notify"}]',
    is_active=True,
    execution_order=1,
)


def problems_of(refused: Invalid) -> list[tuple[str, str]]:
    return [(problem.field, problem.message) for problem in refused.problems]


async def refusal(ctx, **given) -> list[tuple[str, str]]:
    written = {"name": "Care", "trigger_type": "Manual"} | given
    with pytest.raises(Invalid) as refused:
        await automation.create_definition(ctx, NewDefinition(**written))
    return problems_of(refused.value)


class TestDefiningAWorkflow:
    async def test_keeps_the_texts_as_they_were_written(self, ctx):
        made = await automation.create_definition(ctx, DOCUMENT)

        assert (made.trigger_conditions, made.actions_text) == (DOCUMENT.trigger_conditions, DOCUMENT.actions)
        assert await automation.get_definition(ctx, made.id) == made

    async def test_reads_what_they_say(self, ctx):
        made = await automation.create_definition(ctx, DOCUMENT)

        assert made.fires_on is Trigger.CASE_AGE_EXCEEDED
        assert made.conditions == {"hours": ["48"]}
        assert made.actions == [{"type": "Escalate"}, {"type": "Notify"}]

    async def test_needs_a_name_and_a_trigger_only(self, ctx):
        made = await automation.create_definition(ctx, NewDefinition(name="Care", trigger_type="Birthday"))

        assert (made.trigger_conditions, made.actions_text, made.description) == ("{}", "[]", None)
        assert (made.is_active, made.execution_order, made.fires_on) == (True, 0, None)

    async def test_takes_plain_values_and_keeps_them_as_texts(self, ctx, define):
        made = await define({"type": "Notify"}, trigger_conditions={"priority": "High"})

        assert (made.trigger_conditions, made.actions_text) == ('{"priority":"High"}', '[{"type":"Notify"}]')

    @pytest.mark.parametrize(
        ("field", "written", "canonical"),
        [
            ("priority", "High", "P1"),
            ("priority", "p1", "P1"),
            ("Priority", "CRITICAL", "P0"),
            ("status", "PendingCustomer", "pending_customer"),
            ("status", "in_progress", "in_progress"),
            ("channel", "Branch", "in_person"),
            ("channel", "CallCenter", "phone"),
            ("channel", "MobileApp", "mobile_app"),
            ("segment", "highnetworth", "HighNetWorth"),
            ("sentimentType", "VeryNegative", "very_negative"),
            ("category", " Cards ", "cards"),
            ("subCategory", 5.0, "5"),
            ("flag", True, "true"),
            ("flag", None, "null"),
        ],
    )
    async def test_reads_a_value_by_any_of_its_names(self, ctx, define, field, written, canonical):
        made = await define(trigger_conditions={field: written})

        assert list(made.conditions.values()) == [[canonical]]

    async def test_reads_a_list_as_one_of_several(self, define):
        made = await define(trigger_conditions={"priority": ["High", "Critical"]})

        assert made.conditions == {"priority": ["P1", "P0"]}

    @pytest.mark.parametrize("trigger", list(Trigger))
    async def test_knows_its_trigger_in_any_letter_case(self, define, trigger):
        assert (await define(trigger_type=trigger.value.lower())).fires_on is trigger

    async def test_tells_the_world_once(self, ctx, define):
        made = await define()

        assert [(event.type, event.subject_id, event.data) for event in await emitted(ctx.db)] == [
            ("workflow.created", made.id, {"name": "Care"})
        ]

    async def test_is_for_who_may(self, as_user, as_customer, customer):
        for caller in (as_user(Permission.WORKFLOWS_READ), as_customer(customer.id)):
            with pytest.raises(Forbidden):
                await automation.create_definition(caller, DOCUMENT)


class TestConditionsWrittenWrongly:
    @pytest.mark.parametrize("written", ["{", "[]", "48", '"x"', "null", "{'a': 1}", '{"a": NaN}'])
    async def test_are_no_json_object(self, ctx, written):
        assert await refusal(ctx, trigger_conditions=written) == [
            ("trigger_conditions", "must be a JSON object")
        ]

    @pytest.mark.parametrize(
        ("hours", "message"),
        [
            ("48", "must be a number"),
            (True, "must be a number"),
            ([48], "must be a number"),
            (None, "must be a number"),
            (0, "must be above 0 and at most 878400"),
            (-1, "must be above 0 and at most 878400"),
            (1e9, "must be above 0 and at most 878400"),
        ],
    )
    async def test_have_no_age(self, ctx, hours, message):
        told = await refusal(ctx, trigger_type="CaseAgeExceeded", trigger_conditions={"hours": hours})

        assert told == [("trigger_conditions.hours", message)]

    async def test_may_name_hours_of_something_else(self, define):
        assert (await define(trigger_conditions={"hours": "many"})).conditions == {"hours": ["many"]}

    async def test_hold_what_the_database_cannot(self, ctx):
        written = '{"a": {"b": ["\\u0000"]}, "c": 123456789012345678901234567890}'

        assert await refusal(ctx, trigger_conditions=written) == [
            ("trigger_conditions.a.b[0]", "must not contain NUL characters"),
            ("trigger_conditions.c", "is too large a number"),
        ]

    async def test_are_too_long_or_too_deep(self, ctx):
        deep = {"a": json.loads("[" * 20 + "]" * 20)}

        assert await refusal(ctx, trigger_conditions={"a": "x" * 10_000}) == [
            ("trigger_conditions", "must be at most 10000 characters")
        ]
        [(field, message)] = await refusal(ctx, trigger_conditions=deep)
        assert (field, message) == ("trigger_conditions.a" + "[0]" * 19, "must be at most 20 levels deep")

    async def test_are_deeper_than_anybody_can_read(self, ctx):
        written = '{"a":' + "[" * 4900 + "]" * 4900 + "}"

        assert await refusal(ctx, trigger_conditions=written) == [
            ("trigger_conditions", "must be a JSON object")
        ]


class TestActionsWrittenWrongly:
    @pytest.mark.parametrize("written", ["[", "{}", "48", "null"])
    async def test_are_no_json_array(self, ctx, written):
        assert await refusal(ctx, actions=written) == [("actions", "must be a JSON array")]

    async def test_are_told_by_their_path_and_all_at_once(self, ctx):
        actions = [
            {"type": "Notify"},
            {},
            "Escalate",
            {"type": 5},
            {"type": "  "},
            {"type": "x" * 101},
        ]

        assert await refusal(ctx, trigger_conditions="[]", actions=actions) == [
            ("trigger_conditions", "must be a JSON object"),
            ("actions[1].type", "is required"),
            ("actions[2]", "must be an object with a type"),
            ("actions[3].type", "must be a string"),
            ("actions[4].type", "is required"),
            ("actions[5].type", "must be at most 100 characters"),
        ]

    async def test_are_too_many(self, ctx):
        assert await refusal(ctx, actions=[{"type": "Notify"}] * 51) == [
            ("actions", "must have at most 50 items")
        ]

    async def test_may_be_of_a_type_that_nobody_knows_yet(self, define):
        assert (await define({"type": "Dance"})).actions == [{"type": "Dance"}]


class TestChangingADefinition:
    async def test_keeps_what_was_not_sent(self, ctx):
        before = await automation.create_definition(ctx, DOCUMENT)

        after = await automation.update_definition(ctx, before.id, DefinitionChanges(is_active=False))

        assert after == msgspec.structs.replace(before, is_active=False, updated_at=ctx.now)

    async def test_reads_the_texts_anew(self, ctx):
        made = await automation.create_definition(ctx, DOCUMENT)
        changes = DefinitionChanges(
            trigger_type="CaseCreated",
            trigger_conditions={"priority": "Low"},
            actions='[{"type":"Escalate"}]',
        )

        after = await automation.update_definition(ctx, made.id, changes)

        assert (after.fires_on, after.conditions) == (Trigger.CASE_CREATED, {"priority": ["P3"]})
        assert after.actions == [{"type": "Escalate"}]

    async def test_checks_what_stays_against_what_is_new(self, ctx, define):
        made = await define(trigger_conditions={"hours": "many"})

        with pytest.raises(Invalid) as refused:
            await automation.update_definition(
                ctx, made.id, DefinitionChanges(trigger_type="CaseAgeExceeded")
            )

        assert problems_of(refused.value) == [("trigger_conditions.hours", "must be a number")]
        assert await automation.get_definition(ctx, made.id) == made

    async def test_tells_which_fields_changed_and_nothing_when_none_did(self, ctx, define):
        made = await define(description="Old")

        await automation.update_definition(ctx, made.id, DefinitionChanges(name=made.name))
        await automation.update_definition(ctx, made.id, DefinitionChanges(description=None))

        assert [event.data for event in await emitted(ctx.db)][1:] == [{"fields": ["description"]}]

    async def test_refuses_an_unknown_one(self, ctx):
        with pytest.raises(NotFound, match="Workflow definition not found"):
            await automation.update_definition(ctx, new_id(), DefinitionChanges(name="New"))


class TestDeletingADefinition:
    async def test_takes_it_away(self, ctx, define):
        made = await define()

        await automation.delete_definition(ctx, made.id)

        with pytest.raises(NotFound):
            await automation.get_definition(ctx, made.id)

    async def test_leaves_its_instances(self, ctx, define, instances):
        made = await define({"type": "Notify"})
        started = await automation.trigger_workflow(ctx, made.id)

        await automation.delete_definition(ctx, made.id)

        assert await instances() == [started]


class TestListingDefinitions:
    async def test_is_in_the_order_in_which_they_run(self, ctx, define):
        last = await define(execution_order=2)
        first = await define(execution_order=-1)
        off = await define(execution_order=2, is_active=False)

        listed = await automation.list_definitions(ctx, Page(limit=2))
        active = await automation.list_definitions(ctx, Page(limit=10), active_only=True)

        assert (listed.items, listed.total, listed.has_more) == ([first, last], 3, True)
        assert (active.items, active.total) == ([first, last], 2)
        assert off.is_active is False
