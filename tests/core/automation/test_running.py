"""Instances run step by step, and each action does what it says."""

import pytest

from accord.core import automation, cases, customers, notifications, recommendations
from accord.core.automation import InstanceStatus
from accord.core.cases import CaseQuery, CaseStatus
from accord.core.notifications import NotificationType
from accord.core.sla import Priority
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

from .conftest import open_case

EVERYTHING = Page(limit=100)


@pytest.fixture
def run(live, define, work, customer, case):
    """Runs a workflow of these actions about a case to its end; the instance then."""

    async def ended(*actions, about=None, **given):
        made = await define(*actions)
        about = {"customer_id": customer.id, "case_id": case.id} if about is None else about
        started = await automation.trigger_workflow(live, made.id, **about)
        await work(**given)
        return await automation.get_instance(live, started.id)

    return ended


def outcome(instance):
    return instance.status, instance.current_step, instance.error_message


class TestRunningAnInstance:
    async def test_takes_every_action_and_completes(self, ctx, run):
        ended = await run({"type": "Escalate"}, {"type": "Notify"})

        assert outcome(ended) == (InstanceStatus.COMPLETED, "Notify", None)
        assert ended.completed_at is not None
        assert [step.action for step in await automation.list_steps(ctx, ended.id)] == ["Escalate", "Notify"]

    async def test_shows_the_action_that_was_taken_last(self, live, define, work, case):
        made = await define({"type": "Escalate"}, {"type": "Notify"})
        started = await automation.trigger_workflow(live, made.id, case_id=case.id)

        await work(most=1)

        shown = await automation.get_instance(live, started.id)
        assert (shown.status, shown.current_step, shown.completed_at) == ("Active", "Escalate", None)

    async def test_without_actions_completes_at_once(self, run):
        assert outcome(await run()) == (InstanceStatus.COMPLETED, "Started", None)

    async def test_keeps_the_actions_that_it_began_with(self, live, define, work, case):
        made = await define({"type": "Escalate"})
        await automation.trigger_workflow(live, made.id, case_id=case.id)
        await automation.delete_definition(live, made.id)

        await work()

        assert (await cases.get_case(live, case.id)).status is CaseStatus.ESCALATED

    async def test_takes_no_step_twice(self, live, define, work, queue, customer):
        made = await define({"type": "CreateCase"}, {"type": "CreateCase"})
        await automation.trigger_workflow(live, made.id, customer_id=customer.id)
        queue.jobs *= 3

        await work()

        assert (await cases.list_cases(live, CaseQuery(page=EVERYTHING))).total == 2

    async def test_acts_in_the_name_of_the_automation(self, ctx, run):
        ended = await run({"type": "Escalate"})

        told = [event for event in await emitted(ctx.db) if event.type == "case.status_changed"]
        assert [(e.actor_kind, e.actor_id, e.via, e.request_id) for e in told] == [
            ("system", "automation", "automation", ended.id)
        ]

    async def test_tells_the_world_of_its_end_once(self, ctx, run):
        ended = await run({"type": "Escalate"})

        told = [event for event in await emitted(ctx.db) if event.type == "workflow.completed"]
        assert [(event.subject_id, event.data) for event in told] == [(ended.id, {"name": "Care"})]


class TestAStepThatFails:
    async def test_ends_the_instance_there(self, ctx, run, case):
        ended = await run({"type": "Dance"}, {"type": "Escalate"})

        assert outcome(ended) == (InstanceStatus.FAILED, "Dance", "Unknown action type: Dance")
        assert ended.completed_at is not None
        assert await cases.get_case(ctx, case.id) == case

    async def test_undoes_what_it_began(self, ctx, run):
        ended = await run(
            {"type": "CreateCase", "title": "First"}, {"type": "Webhook", "url": "https://x.test"}
        )

        assert outcome(ended) == (
            InstanceStatus.FAILED,
            "Webhook",
            "Webhook: outbound webhooks are not available yet",
        )
        steps = await automation.list_steps(ctx, ended.id)
        assert [step.error_message for step in steps] == [None, ended.error_message]

    async def test_is_told_to_the_supervisors(self, ctx, run, make):
        supervisor = await make.user(role="supervisor")

        ended = await run({"type": "Dance"})

        [told] = (await notifications.list_notifications(ctx, EVERYTHING)).items
        assert (told.user_id, told.type, told.title) == (
            supervisor.id,
            NotificationType.ERROR,
            "Workflow failed",
        )
        assert told.message == "Care ended at the step Dance. Unknown action type: Dance"
        assert told.action_url == f"/workflows/instances/{ended.id}"

    @pytest.mark.parametrize(
        ("action", "problem"),
        [
            ({"type": "Escalate"}, "Escalate: the workflow was started without a case"),
            ({"type": "Assign"}, "Assign: userId is required"),
            ({"type": "ChangeStatus"}, "ChangeStatus: status is required"),
            ({"type": "AddTag", "tag": "x"}, "AddTag: the workflow was started without a customer"),
            ({"type": "CreateCase"}, "CreateCase: the workflow was started without a customer"),
            ({"type": "CreateAction"}, "CreateAction: the workflow was started without a customer"),
            ({"type": "SendEmail", "message": "x"}, "SendEmail: the workflow was started without a customer"),
        ],
    )
    async def test_says_what_it_lacks(self, run, action, problem):
        assert (await run(action, about={})).error_message == problem

    @pytest.mark.parametrize(
        ("action", "problem"),
        [
            ({"type": "Assign", "userId": "me"}, "Assign: userId must be a valid UUID"),
            ({"type": "Assign", "userId": 5}, "Assign: userId must be a string"),
            ({"type": "ChangeStatus", "status": "Gone"}, "ChangeStatus: Gone is not a status that is known"),
            ({"type": "CreateCase", "priority": "P9"}, "CreateCase: P9 is not a priority that is known"),
            (
                {"type": "CreateAction", "actionType": "Sing"},
                "CreateAction: Sing is not an actionType that is known",
            ),
            ({"type": "AddTag"}, "AddTag: tag is required"),
            ({"type": "AddTag", "tag": "x" * 101}, "AddTag: tag must be at most 100 characters"),
            ({"type": "SendSMS"}, "SendSMS: message is required"),
        ],
    )
    async def test_says_what_is_wrong(self, run, action, problem):
        assert (await run(action)).error_message == problem

    async def test_names_what_is_gone(self, live, define, work, case):
        made = await define({"type": "Escalate"})
        started = await automation.trigger_workflow(live, made.id, case_id=case.id)
        await cases.delete_case(live, case.id)

        await work()

        shown = await automation.get_instance(live, started.id)
        assert shown.error_message == f"Case with ID {case.id} not found"

    async def test_names_a_user_who_does_not_work_here(self, run):
        nobody = new_id()

        ended = await run({"type": "Assign", "userId": str(nobody)})

        assert ended.error_message == f"User with ID {nobody} not found"


class TestAStepThatIsGivenUp:
    """What a worker does after its last attempt."""

    async def test_ends_the_instance_and_lets_the_next_one_begin(self, live, define, work, customer):
        for order in (1, 2):
            await define(
                {"type": "AddTag", "tag": str(order)}, execution_order=order, trigger_type="CaseCreated"
            )
        await open_case(live, customer)
        [match] = await work(most=1)
        second, first = (await automation.list_instances(live, EVERYTHING)).items

        await automation.abandon_step(live, {"instance_id": str(first.id), "step": 0})
        await work()

        ended = await automation.get_instance(live, first.id)
        assert outcome(ended) == (
            InstanceStatus.FAILED,
            "AddTag",
            "The step was given up after repeated errors",
        )
        assert (await automation.get_instance(live, second.id)).status is InstanceStatus.COMPLETED
        assert (await customers.get_customer(live, customer.id)).tags == ["2"]
        assert match.name == "automation.match"

    async def test_changes_nothing_when_it_was_taken_after_all(self, live, run):
        ended = await run({"type": "Escalate"}, {"type": "Notify"})

        for step in (0, 1, 2):
            await automation.abandon_step(live, {"instance_id": str(ended.id), "step": step})

        assert await automation.get_instance(live, ended.id) == ended


class TestEscalate:
    async def test_calls_in_somebody_above(self, ctx, run, case):
        await run({"type": "Escalate"})

        assert (await cases.get_case(ctx, case.id)).status is CaseStatus.ESCALATED


class TestChangeStatus:
    @pytest.mark.parametrize("word", ["Resolved", "resolved"])
    async def test_writes_the_status_and_its_resolution(self, ctx, run, case, word):
        await run({"type": "ChangeStatus", "status": word, "resolution": "New card"})

        after = await cases.get_case(ctx, case.id)
        assert (after.status, after.resolution) == (CaseStatus.RESOLVED, "New card")

    async def test_reads_parameters_beside_or_inside(self, ctx, run, case):
        await run({"type": "changestatus", "params": {"status": "InProgress"}})

        assert (await cases.get_case(ctx, case.id)).status is CaseStatus.IN_PROGRESS


class TestAssign:
    async def test_gives_the_case_to_a_user(self, ctx, run, case, make):
        agent = await make.user()

        await run({"type": "Assign", "userId": str(agent.id).upper()})

        assert (await cases.get_case(ctx, case.id)).assigned_user_id == agent.id


class TestNotify:
    async def test_tells_the_user_who_is_named(self, ctx, run, case):
        user_id = new_id()

        await run({"type": "Notify", "userId": str(user_id), "title": "Look", "message": "Now"})

        [told] = (await notifications.list_notifications_of_user(ctx, user_id, EVERYTHING)).items
        assert (told.type, told.title, told.message) == (NotificationType.ALERT, "Look", "Now")
        assert (told.action_url, told.customer_id) == (f"/cases/{case.id}", case.customer_id)

    async def test_tells_supervisors_and_administrators_without_a_name(self, ctx, run, make):
        told = {(await make.user(role=role)).id for role in ("supervisor", "admin")}
        await make.user(role="agent")

        await run({"type": "Notify"})

        found = (await notifications.list_notifications(ctx, EVERYTHING)).items
        assert {each.user_id for each in found} == told
        assert {(each.title, each.message) for each in found} == {
            ("Care", "The workflow Care asks you to look at a case")
        }

    async def test_tells_everybody_where_nobody_supervises(self, ctx, run):
        await run({"type": "Notify", "message": "Now"})

        [told] = (await notifications.list_notifications(ctx, EVERYTHING)).items
        assert (told.user_id, told.message) == (None, "Now")


class TestCreateCase:
    async def test_opens_one_for_the_customer(self, ctx, run, customer, case):
        await run(
            {"type": "CreateCase", "title": "Call back", "description": "Today", "priority": "High"},
        )

        [opened] = [
            each
            for each in (await cases.list_cases(ctx, CaseQuery(page=EVERYTHING))).items
            if each.id != case.id
        ]
        assert (opened.customer_id, opened.title, opened.description) == (customer.id, "Call back", "Today")
        assert (opened.priority, opened.category, opened.created_by) == (Priority.P1, "Automation", "System")


class TestCreateAction:
    async def test_advises_the_staff(self, ctx, run, customer):
        ended = await run({"type": "CreateAction", "actionType": "RiskReview", "title": "Look twice"})

        [step] = await automation.list_steps(ctx, ended.id)
        advised = await recommendations.get_action(ctx, step.effect["action_id"])
        assert (advised.customer_id, advised.type, advised.title) == (customer.id, "RiskReview", "Look twice")


class TestAddTag:
    async def test_puts_it_behind_the_others_once(self, live, ctx, define, work, make):
        tagged = await make.customer(tags=["VIP"])
        made = await define({"type": "AddTag", "tag": "At risk"}, {"type": "AddTag", "tag": "vip"})
        await automation.trigger_workflow(live, made.id, customer_id=tagged.id)

        await work()

        assert (await customers.get_customer(ctx, tagged.id)).tags == ["VIP", "At risk"]
