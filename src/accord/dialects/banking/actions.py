"""Next best actions: what a bank's staff should do for a customer, and what came of it."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from accord.core import recommendations
from accord.core.context import Context
from accord.core.recommendations import Action, ActionType, OutcomeReading
from accord.kit.http.answers import Answer, no_content, ok
from accord.kit.http.operations import Call, Routes
from accord.kit.http.wire import show_time, show_time_or_none

from . import examples
from .contract import Body, PageQuery, Shown
from .paging import page_of, show_page

routes = Routes("Next best actions", limit="standard")

Outcome = Annotated[str, Meta(max_length=2000)]


class CompletionBody(Body):
    """`outcomeReading` corrects how the outcome's text was read."""

    outcome: Outcome | None = None
    outcome_reading: OutcomeReading | None = None


class ActionShown(Shown):
    id: UUID
    customer_id: UUID
    action_type: ActionType
    title: str
    description: str
    confidence_score: float
    recommended_product: str | None
    recommended_date: str
    is_completed: bool
    completed_date: str | None
    outcome: str | None
    outcome_reading: OutcomeReading | None
    reasons: list[str]
    based_on_outcomes: int
    model_version: str


def show_action(action: Action) -> ActionShown:
    """An action in banking's words."""
    return ActionShown(
        id=action.id,
        customer_id=action.customer_id,
        action_type=action.type,
        title=action.title,
        description=action.description,
        confidence_score=float(action.confidence),
        recommended_product=action.product,
        recommended_date=show_time(action.recommended_at),
        is_completed=action.completed_at is not None,
        completed_date=show_time_or_none(action.completed_at),
        outcome=action.outcome,
        outcome_reading=action.outcome_reading,
        reasons=action.reasons,
        based_on_outcomes=action.based_on_outcomes,
        model_version=action.model_version,
    )


@routes.get(
    "/nextbestactions",
    "List next best actions, latest first",
    permission="crm:read:actions",
    query=PageQuery,
    answer=list[ActionShown],
    answer_example=[examples.ACTION],
)
async def list_actions(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """All actions."""
    return show_page(await recommendations.list_actions(ctx, page_of(call.query)), show_action, call)


@routes.post(
    "/nextbestactions/generate/{customerId}",
    "Generate recommendations for a customer",
    permission="crm:create:actions",
    answer=list[ActionShown],
    answer_example=[examples.ACTION],
)
async def generate_actions(ctx: Context, call: Call[None, None]) -> Answer:
    """What to do next for a customer, the most confident first."""
    found = await recommendations.generate_actions(ctx, call.path["customerId"])
    return ok([show_action(action) for action in found])


@routes.put(
    "/nextbestactions/{id}/complete",
    "Complete an action with its outcome",
    permission="crm:update:actions",
    body=CompletionBody,
    answer=ActionShown,
    body_example=examples.COMPLETION,
    answer_example=examples.COMPLETED_ACTION,
)
async def complete_action(ctx: Context, call: Call[CompletionBody, None]) -> Answer:
    """Note that an action was done; repeated, what was noted before is replaced."""
    done = await recommendations.complete_action(
        ctx, call.path["id"], outcome=call.body.outcome, reading=call.body.outcome_reading
    )
    return ok(show_action(done))


@routes.get(
    "/nextbestactions/{id}",
    "Action by id",
    permission="crm:read:actions",
    answer=ActionShown,
    answer_example=examples.ACTION,
    documented=False,
)
async def get_action(ctx: Context, call: Call[None, None]) -> Answer:
    """One action."""
    return ok(show_action(await recommendations.get_action(ctx, call.path["id"])))


@routes.get(
    "/nextbestactions/customer/{customerId}",
    "Actions of a customer",
    permission="crm:read:actions",
    query=PageQuery,
    answer=list[ActionShown],
    answer_example=[examples.ACTION],
    documented=False,
)
async def list_actions_of_customer(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """The actions of one customer, latest first."""
    found = await recommendations.list_actions_of_customer(ctx, call.path["customerId"], page_of(call.query))
    return show_page(found, show_action, call)


@routes.get(
    "/nextbestactions/customer/{customerId}/pending",
    "Uncompleted actions of a customer",
    permission="crm:read:actions",
    query=PageQuery,
    answer=list[ActionShown],
    answer_example=[examples.ACTION],
    documented=False,
)
async def list_pending_actions_of_customer(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """What waits to be done for one customer, the most confident first."""
    found = await recommendations.list_pending_actions_of_customer(
        ctx, call.path["customerId"], page_of(call.query)
    )
    return show_page(found, show_action, call)


@routes.delete(
    "/nextbestactions/{id}",
    "Delete action",
    permission="crm:delete:actions",
    success=204,
    documented=False,
)
async def delete_action(ctx: Context, call: Call[None, None]) -> Answer:
    """Take an action out of the record."""
    await recommendations.delete_action(ctx, call.path["id"])
    return no_content()
