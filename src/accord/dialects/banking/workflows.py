"""Workflows as a bank defines and starts them. Conditions and actions are JSON inside a text, as in the document."""

from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta

from accord.core import automation
from accord.core.automation import Definition, DefinitionChanges, Instance, InstanceStatus, NewDefinition
from accord.core.context import Context
from accord.kit.http.answers import Answer, created, no_content, ok
from accord.kit.http.formats import absent_when
from accord.kit.http.operations import Call, Routes
from accord.kit.http.origin import below
from accord.kit.http.wire import show_time, show_time_or_none

from . import examples
from .contract import BASE, PLACEHOLDERS, Body, OptionalId, PageQuery, Shown
from .paging import page_of, show_page

routes = Routes("Workflows", limit="standard")

Name = Annotated[str, Meta(min_length=1, max_length=255)]
TriggerType = Annotated[str, Meta(min_length=1, max_length=100)]
Description = Annotated[str, Meta(max_length=10_000)]
Order = Annotated[int, Meta(ge=-2_147_483_648, le=2_147_483_647)]
Problem = Annotated[str, Meta(max_length=1000)]
Conditions = str | dict[str, Any]
Actions = str | list[Any]


class NewDefinitionBody(Body, kw_only=True):
    name: Name
    description: Description | None = None
    trigger_type: TriggerType
    trigger_conditions: Conditions | None = None
    actions: Actions | None = None
    is_active: bool | None = None
    execution_order: Order | None = None


class DefinitionChangesBody(Body):
    """A partial change: an absent or null field keeps its value."""

    name: Name | None = None
    description: Description | None = None
    trigger_type: TriggerType | None = None
    trigger_conditions: Conditions | None = None
    actions: Actions | None = None
    is_active: bool | None = None
    execution_order: Order | None = None


class TriggerBody(Body, kw_only=True):
    workflow_definition_id: UUID
    customer_id: OptionalId = None
    case_id: OptionalId = None
    context: Annotated[Conditions | None, absent_when(*PLACEHOLDERS)] = None


class InstanceStatusBody(Body, kw_only=True):
    status: InstanceStatus
    error_message: Problem | None = None


class DefinitionShown(Shown):
    id: UUID
    name: str
    description: str | None
    trigger_type: str
    trigger_conditions: str
    actions: str
    is_active: bool
    execution_order: int
    created_at: str
    updated_at: str | None


class InstanceShown(Shown):
    id: UUID
    workflow_definition_id: UUID
    customer_id: UUID | None
    case_id: UUID | None
    status: InstanceStatus
    started_at: str
    completed_at: str | None
    current_step: str
    error_message: str | None
    context: str | None


def show_definition(definition: Definition) -> DefinitionShown:
    """A definition in banking's words, its texts as they were written."""
    return DefinitionShown(
        id=definition.id,
        name=definition.name,
        description=definition.description,
        trigger_type=definition.trigger_type,
        trigger_conditions=definition.trigger_conditions,
        actions=definition.actions_text,
        is_active=definition.is_active,
        execution_order=definition.execution_order,
        created_at=show_time(definition.created_at),
        updated_at=show_time_or_none(definition.updated_at),
    )


def show_instance(instance: Instance) -> InstanceShown:
    """An instance in banking's words."""
    return InstanceShown(
        id=instance.id,
        workflow_definition_id=instance.definition_id,
        customer_id=instance.customer_id,
        case_id=instance.case_id,
        status=instance.status,
        started_at=show_time(instance.started_at),
        completed_at=show_time_or_none(instance.completed_at),
        current_step=instance.current_step,
        error_message=instance.error_message,
        context=instance.context,
    )


@routes.get(
    "/workflows/definitions",
    "List workflow definitions",
    permission="crm:read:workflows",
    query=PageQuery,
    answer=list[DefinitionShown],
    answer_example=[examples.WORKFLOW_DEFINITION],
)
async def list_definitions(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """All definitions, in the order in which they run."""
    found = await automation.list_definitions(ctx, page_of(call.query))
    return show_page(found, show_definition, call)


@routes.post(
    "/workflows/definitions",
    "Create workflow definition",
    permission="crm:create:workflows",
    success=201,
    body=NewDefinitionBody,
    answer=DefinitionShown,
    body_example=examples.NEW_WORKFLOW_DEFINITION,
    answer_example=examples.WORKFLOW_DEFINITION,
)
async def create_definition(ctx: Context, call: Call[NewDefinitionBody, None]) -> Answer:
    """Define a workflow."""
    body = call.body
    made = await automation.create_definition(
        ctx,
        NewDefinition(
            name=body.name,
            description=body.description or None,
            trigger_type=body.trigger_type,
            trigger_conditions=body.trigger_conditions,
            actions=body.actions,
            is_active=body.is_active is not False,
            execution_order=body.execution_order or 0,
        ),
    )
    return created(show_definition(made), below(call.scope, BASE, f"/workflows/definitions/{made.id}"))


@routes.post(
    "/workflows/instances/trigger",
    "Start a workflow instance",
    permission="crm:run:workflows",
    success=201,
    body=TriggerBody,
    answer=InstanceShown,
    body_example=examples.TRIGGER,
    answer_example=examples.WORKFLOW_INSTANCE,
    errors=(404,),
)
async def trigger_workflow(ctx: Context, call: Call[TriggerBody, None]) -> Answer:
    """Start an instance, whatever its definition waits for."""
    body = call.body
    started = await automation.trigger_workflow(
        ctx,
        body.workflow_definition_id,
        customer_id=body.customer_id,
        case_id=body.case_id,
        context=body.context,
    )
    return created(show_instance(started), below(call.scope, BASE, f"/workflows/instances/{started.id}"))


@routes.get(
    "/workflows/definitions/active",
    "Active workflow definitions",
    permission="crm:read:workflows",
    query=PageQuery,
    answer=list[DefinitionShown],
    answer_example=[examples.WORKFLOW_DEFINITION],
    documented=False,
)
async def list_active_definitions(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """The definitions that are switched on, in the order in which they run."""
    found = await automation.list_definitions(ctx, page_of(call.query), active_only=True)
    return show_page(found, show_definition, call)


@routes.get(
    "/workflows/definitions/{id}",
    "Workflow definition by id",
    permission="crm:read:workflows",
    answer=DefinitionShown,
    answer_example=examples.WORKFLOW_DEFINITION,
    documented=False,
)
async def get_definition(ctx: Context, call: Call[None, None]) -> Answer:
    """One definition."""
    return ok(show_definition(await automation.get_definition(ctx, call.path["id"])))


@routes.put(
    "/workflows/definitions/{id}",
    "Update workflow definition (partial)",
    permission="crm:update:workflows",
    body=DefinitionChangesBody,
    answer=DefinitionShown,
    body_example=examples.WORKFLOW_CHANGES,
    answer_example=examples.WORKFLOW_DEFINITION,
    documented=False,
)
async def update_definition(ctx: Context, call: Call[DefinitionChangesBody, None]) -> Answer:
    """Change a definition; a blank description clears it."""
    body = call.body
    given: dict[str, Any] = {
        name: UNSET if getattr(body, name) is None else getattr(body, name)
        for name in DefinitionChangesBody.__struct_fields__
    }
    if body.description == "":
        given["description"] = None
    after = await automation.update_definition(ctx, call.path["id"], DefinitionChanges(**given))
    return ok(show_definition(after))


@routes.delete(
    "/workflows/definitions/{id}",
    "Delete workflow definition",
    permission="crm:delete:workflows",
    success=204,
    documented=False,
)
async def delete_definition(ctx: Context, call: Call[None, None]) -> Answer:
    """Take a definition away; its instances stay."""
    await automation.delete_definition(ctx, call.path["id"])
    return no_content()


@routes.get(
    "/workflows/instances",
    "List workflow instances",
    permission="crm:read:workflows",
    query=PageQuery,
    answer=list[InstanceShown],
    answer_example=[examples.WORKFLOW_INSTANCE],
    documented=False,
)
async def list_instances(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """All instances, latest start first."""
    found = await automation.list_instances(ctx, page_of(call.query))
    return show_page(found, show_instance, call)


@routes.get(
    "/workflows/instances/{id}",
    "Workflow instance by id",
    permission="crm:read:workflows",
    answer=InstanceShown,
    answer_example=examples.WORKFLOW_INSTANCE,
    documented=False,
)
async def get_instance(ctx: Context, call: Call[None, None]) -> Answer:
    """One instance."""
    return ok(show_instance(await automation.get_instance(ctx, call.path["id"])))


@routes.get(
    "/workflows/instances/customer/{customerId}",
    "Workflow instances of a customer",
    permission="crm:read:workflows",
    query=PageQuery,
    answer=list[InstanceShown],
    answer_example=[examples.WORKFLOW_INSTANCE],
    documented=False,
)
async def list_instances_of_customer(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """The instances about one customer, latest start first."""
    found = await automation.list_instances_of_customer(ctx, call.path["customerId"], page_of(call.query))
    return show_page(found, show_instance, call)


@routes.put(
    "/workflows/instances/{id}/status",
    "Set workflow instance status",
    permission="crm:update:workflows",
    body=InstanceStatusBody,
    answer=InstanceShown,
    body_example=examples.INSTANCE_STATUS,
    answer_example=examples.WORKFLOW_INSTANCE,
    documented=False,
    errors=(400,),
)
async def set_instance_status(ctx: Context, call: Call[InstanceStatusBody, None]) -> Answer:
    """Stop an instance, have it go on, or end it."""
    after = await automation.set_instance_status(
        ctx, call.path["id"], call.body.status, error_message=call.body.error_message
    )
    return ok(show_instance(after))
