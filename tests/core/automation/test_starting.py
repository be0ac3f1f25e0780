"""Starting a workflow by hand, and setting how far an instance is."""

import json

import msgspec
import pytest

from accord.core import automation, cases
from accord.core.automation import InstanceStatus, WorkflowEnded, WorkflowInactive
from accord.core.errors import Forbidden, Invalid, NotFound
from accord.core.permissions import Permission
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

ENDS = (InstanceStatus.COMPLETED, InstanceStatus.FAILED, InstanceStatus.CANCELLED)


class TestStartingAWorkflow:
    async def test_answers_with_an_active_instance_that_has_only_begun(self, ctx, define, customer, case):
        made = await define({"type": "Escalate"})

        started = await automation.trigger_workflow(
            ctx, made.id, customer_id=customer.id, case_id=case.id, context='{"why": "asked"}'
        )

        assert (started.status, started.current_step) == (InstanceStatus.ACTIVE, "Started")
        assert (started.definition_id, started.customer_id, started.case_id) == (
            made.id,
            customer.id,
            case.id,
        )
        assert (started.started_at, started.completed_at, started.error_message) == (ctx.now, None, None)
        assert (started.context, started.fired_by) == ('{"why": "asked"}', None)
        assert await automation.get_instance(ctx, started.id) == started

    async def test_asks_for_its_first_step(self, ctx, define, queue):
        started = await automation.trigger_workflow(ctx, (await define({"type": "Notify"})).id)

        assert [(job.name, job.arguments) for job in queue.jobs] == [
            ("automation.step", {"instance_id": str(started.id), "step": 0})
        ]

    async def test_needs_neither_customer_nor_case(self, ctx, define):
        started = await automation.trigger_workflow(ctx, (await define()).id)

        assert (started.customer_id, started.case_id, started.context) == (None, None, None)

    async def test_with_a_case_is_about_its_customer_too(self, ctx, define, case):
        started = await automation.trigger_workflow(ctx, (await define()).id, case_id=case.id)

        assert started.customer_id == case.customer_id

    async def test_keeps_a_plain_context_as_text(self, ctx, define):
        started = await automation.trigger_workflow(ctx, (await define()).id, context={"a": [1]})

        assert json.loads(started.context) == {"a": [1]}

    async def test_refuses_a_context_that_is_no_object(self, ctx, define, instances):
        made = await define()

        with pytest.raises(Invalid) as refused:
            await automation.trigger_workflow(ctx, made.id, context="[1]")

        assert [problem.field for problem in refused.value.problems] == ["context"]
        assert await instances() == []

    async def test_refuses_what_is_unknown(self, ctx, define, customer, instances):
        made = await define()
        nobody = new_id()

        for kind, given in (
            ("workflow definition", {"definition_id": nobody}),
            ("customer", {"definition_id": made.id, "customer_id": nobody}),
            ("case", {"definition_id": made.id, "case_id": nobody}),
            ("case", {"definition_id": made.id, "customer_id": customer.id, "case_id": nobody}),
        ):
            with pytest.raises(NotFound) as refused:
                await automation.trigger_workflow(ctx, **given)
            assert (refused.value.kind, refused.value.key) == (kind, nobody)
        assert await instances() == []

    async def test_refuses_the_case_of_somebody_else(self, ctx, define, make, case):
        other = await make.customer()

        with pytest.raises(NotFound, match="Case not found"):
            await automation.trigger_workflow(ctx, (await define()).id, customer_id=other.id, case_id=case.id)

    async def test_refuses_a_definition_that_is_switched_off(self, ctx, define, instances):
        made = await define(is_active=False)

        with pytest.raises(WorkflowInactive, match="Workflow definition is not active"):
            await automation.trigger_workflow(ctx, made.id)

        assert await instances() == []

    async def test_means_the_survivor_of_a_merged_customer(self, ctx, define, make, customer):
        merged = await make.customer(status="merged", merged_into_id=customer.id)

        started = await automation.trigger_workflow(ctx, (await define()).id, customer_id=merged.id)

        assert started.customer_id == customer.id

    async def test_tells_the_world_once(self, ctx, define, customer):
        made = await define()

        started = await automation.trigger_workflow(ctx, made.id, customer_id=customer.id)

        last = (await emitted(ctx.db))[-1]
        assert (last.type, last.subject_id, last.customer_id) == ("workflow.started", started.id, customer.id)

    async def test_is_allowed_to_customers_about_themselves_only(
        self, define, as_customer, customer, make, case
    ):
        made = await define()
        own, other = as_customer(customer.id), as_customer((await make.customer()).id)

        assert (await automation.trigger_workflow(own, made.id, customer_id=customer.id)).customer_id
        assert (await automation.trigger_workflow(own, made.id, case_id=case.id)).customer_id
        with pytest.raises(NotFound):
            await automation.trigger_workflow(other, made.id, customer_id=customer.id)
        with pytest.raises(NotFound):
            await automation.trigger_workflow(other, made.id, case_id=case.id)
        with pytest.raises(Forbidden):
            await automation.trigger_workflow(own, made.id)

    async def test_is_for_who_may_run_them(self, define, as_user):
        with pytest.raises(Forbidden):
            await automation.trigger_workflow(as_user(Permission.WORKFLOWS_CREATE), (await define()).id)


class TestSettingTheStatusOfAnInstance:
    @pytest.fixture
    async def started(self, ctx, define, queue):
        started = await automation.trigger_workflow(ctx, (await define({"type": "Notify"})).id)
        queue.jobs.clear()
        return started

    @pytest.mark.parametrize("status", ENDS)
    async def test_ends_it(self, ctx, started, queue, status):
        ended = await automation.set_instance_status(ctx, started.id, status, error_message="Enough")

        assert ended == msgspec.structs.replace(
            started, status=status, completed_at=ctx.now, error_message="Enough"
        )
        assert queue.jobs == []

    @pytest.mark.parametrize("status", ENDS)
    async def test_refuses_to_leave_an_end(self, ctx, started, status):
        ended = await automation.set_instance_status(ctx, started.id, status)

        for other in set(InstanceStatus) - {status}:
            with pytest.raises(
                WorkflowEnded, match=f"Workflow instance is {status} and cannot change any more"
            ):
                await automation.set_instance_status(ctx, started.id, other)

        assert await automation.set_instance_status(ctx, started.id, status, error_message="Late") == ended

    async def test_stops_it_until_it_is_active_again(self, ctx, started, work, queue):
        await automation.set_instance_status(ctx, started.id, InstanceStatus.PAUSED)
        assert await work() == []

        await automation.set_instance_status(ctx, started.id, InstanceStatus.ACTIVE)

        assert len(await work()) == 1
        assert (await automation.get_instance(ctx, started.id)).status is InstanceStatus.COMPLETED

    async def test_stops_it_before_the_step_that_waits(self, ctx, define, work, queue):
        started = await automation.trigger_workflow(ctx, (await define({"type": "Notify"})).id)

        await automation.set_instance_status(ctx, started.id, InstanceStatus.PAUSED)
        await work()

        assert (await automation.get_instance(ctx, started.id)).current_step == "Started"
        assert await automation.list_steps(ctx, started.id) == []

    async def test_does_nothing_when_it_has_it_already(self, ctx, started, queue):
        before = await emitted(ctx.db)

        assert await automation.set_instance_status(ctx, started.id, InstanceStatus.ACTIVE) == started

        assert (await emitted(ctx.db), queue.jobs) == (before, [])

    async def test_refuses_an_unknown_one(self, ctx):
        with pytest.raises(NotFound, match="Workflow instance not found"):
            await automation.set_instance_status(ctx, new_id(), InstanceStatus.PAUSED)


class TestListingInstances:
    async def test_is_latest_start_first(self, ctx, define):
        made = await define()
        first, second = [await automation.trigger_workflow(ctx, made.id) for _ in range(2)]

        listed = await automation.list_instances(ctx, Page(limit=1))

        assert (listed.items, listed.total, listed.has_more) == ([second], 2, True)
        assert (await automation.list_instances(ctx, Page(limit=1, offset=1))).items == [first]

    async def test_of_a_customer_leaves_the_others_out(self, ctx, define, customer, make):
        made = await define()
        other = await make.customer()
        own = await automation.trigger_workflow(ctx, made.id, customer_id=customer.id)
        await automation.trigger_workflow(ctx, made.id, customer_id=other.id)

        listed = await automation.list_instances_of_customer(ctx, customer.id, Page(limit=10))

        assert (listed.items, listed.total) == ([own], 1)
        with pytest.raises(NotFound, match="Customer not found"):
            await automation.list_instances_of_customer(ctx, new_id(), Page(limit=10))

    async def test_shows_a_customer_its_own(self, ctx, define, as_customer, customer):
        made = await define()
        own = await automation.trigger_workflow(ctx, made.id, customer_id=customer.id)
        foreign = await automation.trigger_workflow(ctx, made.id)
        caller = as_customer(customer.id)

        assert (await automation.list_instances(caller, Page(limit=10))).items == [own]
        with pytest.raises(NotFound):
            await automation.get_instance(caller, foreign.id)


class TestDeletingACase:
    async def test_leaves_the_instances_that_were_about_it(self, ctx, define, case):
        started = await automation.trigger_workflow(ctx, (await define()).id, case_id=case.id)

        await cases.delete_case(ctx, case.id)

        assert await automation.get_instance(ctx, started.id) == started
