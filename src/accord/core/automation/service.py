"""What people do with workflows: define them, start them, look at them, stop them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accord.core import cases, customers
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.kit.ids import new_id
from accord.kit.paging import Page, Slice

from . import lanes, reading, rules, store
from .errors import WorkflowInactive
from .events import WorkflowCreated, WorkflowDeleted, WorkflowStarted, WorkflowStatusSet, WorkflowUpdated
from .records import (
    Definition,
    DefinitionChanges,
    Instance,
    InstanceQuery,
    InstanceStatus,
    NewDefinition,
    Rehearsal,
    Step,
    Trigger,
)


async def create_definition(ctx: Context, new: NewDefinition) -> Definition:
    """Define a workflow. Raises Invalid."""
    ctx.require(Permission.WORKFLOWS_CREATE)
    ctx.forbid_customers(Permission.WORKFLOWS_CREATE)
    made = await store.add_definition(ctx.db, rules.columns_of(new), at=ctx.now)
    await ctx.emit(WorkflowCreated(subject_id=made.id, name=made.name))
    return made


async def get_definition(ctx: Context, definition_id: UUID) -> Definition:
    """The definition. Raises NotFound."""
    ctx.require(Permission.WORKFLOWS_READ)
    ctx.forbid_customers(Permission.WORKFLOWS_READ)
    return _known(await store.find_definition(ctx.db, definition_id), definition_id)


async def list_definitions(ctx: Context, page: Page, *, active_only: bool = False) -> Slice[Definition]:
    """Definitions in the order in which they run."""
    ctx.require(Permission.WORKFLOWS_READ)
    ctx.forbid_customers(Permission.WORKFLOWS_READ)
    return await store.page_of_definitions(ctx.db, page, active_only=active_only)


async def update_definition(ctx: Context, definition_id: UUID, changes: DefinitionChanges) -> Definition:
    """Change a definition; instances that run keep the actions they began with. Raises NotFound, Invalid."""
    ctx.require(Permission.WORKFLOWS_UPDATE)
    ctx.forbid_customers(Permission.WORKFLOWS_UPDATE)
    before = _known(await store.find_definition(ctx.db, definition_id, lock=True), definition_id)
    columns = rules.columns_after(before, changes.given())
    if not columns:
        return before
    after = await store.change_definition(ctx.db, before.id, columns, at=ctx.now)
    await ctx.emit(WorkflowUpdated(subject_id=after.id, fields=tuple(sorted(columns))))
    return after


async def delete_definition(ctx: Context, definition_id: UUID) -> None:
    """Take a definition away; its instances stay, and those that run go on. Raises NotFound."""
    ctx.require(Permission.WORKFLOWS_DELETE)
    ctx.forbid_customers(Permission.WORKFLOWS_DELETE)
    found = _known(await store.find_definition(ctx.db, definition_id, lock=True), definition_id)
    await store.remove_definition(ctx.db, found.id)
    await ctx.emit(WorkflowDeleted(subject_id=found.id, name=found.name))


async def dry_run(ctx: Context, trigger: Trigger, sample: Mapping[str, Any]) -> list[Rehearsal]:
    """What an event with these fields would start, definition by definition in their order. Nothing is done."""
    ctx.require(Permission.WORKFLOWS_READ)
    ctx.forbid_customers(Permission.WORKFLOWS_READ)
    facts = rules.facts_of(sample)
    return [rules.rehearse(each, facts) for each in await store.firing_on(ctx.db, [trigger])]


async def trigger_workflow(
    ctx: Context,
    definition_id: UUID,
    *,
    customer_id: UUID | None = None,
    case_id: UUID | None = None,
    context: str | Mapping[str, Any] | None = None,
) -> Instance:
    """Start an instance, whatever the definition's trigger and conditions are.

    With a case alone, it is about the case's customer too. Raises NotFound (definition, customer, case), Invalid,
    WorkflowInactive.
    """
    ctx.require(Permission.WORKFLOWS_RUN, customer_id=customer_id)
    if customer_id is None and case_id is None:
        ctx.forbid_customers(Permission.WORKFLOWS_RUN)
    text = reading.read_context(context)
    definition = _known(await store.find_definition(ctx.db, definition_id), definition_id)
    owner = await _owner_of(ctx, customer_id, case_id)
    if not definition.is_active:
        raise WorkflowInactive
    instance = await store.add(ctx.db, _new_instance(ctx, definition, owner, case_id, text))
    await ctx.enqueue(lanes.step_job(instance.id, 0))
    await ctx.emit(
        WorkflowStarted(
            customer_id=owner, subject_id=instance.id, definition_id=definition.id, name=definition.name
        )
    )
    return instance


async def get_instance(ctx: Context, instance_id: UUID) -> Instance:
    """The instance. Raises NotFound."""
    ctx.require(Permission.WORKFLOWS_READ)
    return _visible(ctx, await store.find(ctx.db, instance_id), instance_id)


async def list_steps(ctx: Context, instance_id: UUID) -> list[Step]:
    """What the actions of an instance did so far, in order. Raises NotFound."""
    ctx.require(Permission.WORKFLOWS_READ)
    found = _visible(ctx, await store.find(ctx.db, instance_id), instance_id)
    return await store.steps_of(ctx.db, found.id)


async def list_instances(ctx: Context, page: Page) -> Slice[Instance]:
    """Instances, latest start first; a customer's token sees those about itself."""
    ctx.require(Permission.WORKFLOWS_READ)
    return await store.page(ctx.db, InstanceQuery(page=page, customer_id=ctx.scope))


async def list_instances_of_customer(ctx: Context, customer_id: UUID, page: Page) -> Slice[Instance]:
    """Instances about a customer, latest start first; of a merged one, about its survivor. Raises NotFound."""
    ctx.require(Permission.WORKFLOWS_READ)
    owner = await customers.visible_survivor(ctx, customer_id)
    return await store.page(ctx.db, InstanceQuery(page=page, customer_id=owner))


async def set_instance_status(
    ctx: Context, instance_id: UUID, status: InstanceStatus, *, error_message: str | None = None
) -> Instance:
    """Stop an instance, have it go on, or end it. A step under way is done first.

    Raises NotFound, WorkflowEnded for an instance that would leave Completed, Failed or Cancelled.
    """
    ctx.require(Permission.WORKFLOWS_UPDATE)
    _visible(ctx, await store.find(ctx.db, instance_id), instance_id)
    before = _visible(ctx, await lanes.hold(ctx.db, instance_id), instance_id)
    columns = rules.columns_of_status(before, status, error_message)
    if not columns:
        return before
    ended = {"completed_at": ctx.now, "awaits_id": None} if status.is_end else {}
    after = await store.change(ctx.db, before.id, **columns, **ended)
    await ctx.enqueue(*await lanes.next_jobs(ctx.db, after.lane_id))
    await ctx.emit(WorkflowStatusSet(customer_id=after.customer_id, subject_id=after.id, status=after.status))
    return after


async def _owner_of(ctx: Context, customer_id: UUID | None, case_id: UUID | None) -> UUID | None:
    """The customer that an instance is about, held: it is not erased before the instance is there."""
    owner = None if customer_id is None else await customers.hold_survivor(ctx.db, customer_id)
    if customer_id is not None and owner is None:
        raise NotFound("customer", customer_id)
    if case_id is None:
        return owner
    of_case = await cases.owner_of(ctx.db, case_id)
    if of_case is None or of_case != (owner or of_case) or ctx.scope not in (None, of_case):
        raise NotFound("case", case_id)
    if await customers.hold_survivor(ctx.db, of_case) is None:
        raise NotFound("case", case_id)
    return of_case


def _new_instance(
    ctx: Context, definition: Definition, customer_id: UUID | None, case_id: UUID | None, context: str | None
) -> Instance:
    made = new_id()
    return Instance(
        id=made,
        definition_id=definition.id,
        name=definition.name,
        customer_id=customer_id,
        case_id=case_id,
        status=InstanceStatus.ACTIVE,
        fired_by=None,
        actions=definition.actions,
        context=context,
        current_step=rules.STARTED,
        step_index=0,
        error_message=None,
        lane_id=made,
        place=0,
        chain=[],
        awaits_id=None,
        started_at=ctx.now,
        completed_at=None,
    )


def _known(definition: Definition | None, definition_id: UUID) -> Definition:
    if definition is None:
        raise NotFound("workflow definition", definition_id)
    return definition


def _visible(ctx: Context, instance: Instance | None, instance_id: UUID) -> Instance:
    if instance is None or ctx.scope not in (None, instance.customer_id):
        raise NotFound("workflow instance", instance_id)
    return instance
