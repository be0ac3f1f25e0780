"""What can be done with next best actions."""

from uuid import UUID

from accord.core import customers
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.kit.paging import Page, Slice

from . import facts_store, matching, models_store, rules, scoring, store
from .events import ActionAdded, ActionCompleted, ActionDeleted, ActionsGenerated
from .outcomes import read_outcome
from .records import Action, ActionQuery, NewAction, OutcomeReading
from .teaching import teach


async def generate_actions(ctx: Context, customer_id: UUID) -> list[Action]:
    """Advise what to do next for a customer: one to five actions, the most confident first.

    Drawn from what is stored, so the same again until something changes; an uncompleted action of the same type and
    product is refreshed. Earlier advice that may not be given any more is withdrawn. Raises NotFound (customer).
    """
    ctx.require(Permission.ACTIONS_CREATE, customer_id=customer_id)
    facts = await facts_store.hold_facts(ctx.db, customer_id, now=ctx.now)
    if facts is None:
        raise NotFound("customer", customer_id)
    suggestions = scoring.suggest(facts, await models_store.read_all(ctx.db), ctx.now)
    pending = await store.lock_pending(ctx.db, facts.customer_id)
    plan = matching.plan(suggestions, pending, facts, ctx.now)
    if plan.withdrawn:
        await store.withdraw(ctx.db, plan.withdrawn)
    kept = await store.keep(ctx.db, facts.customer_id, plan.kept, at=ctx.now)
    await ctx.emit(
        ActionsGenerated(
            customer_id=facts.customer_id,
            types=tuple(action.type for action in kept),
            withdrawn=len(plan.withdrawn),
        )
    )
    return kept


async def add_action(ctx: Context, new: NewAction) -> Action:
    """Put an action of one's own on the list. Raises NotFound (customer), Invalid."""
    ctx.require(Permission.ACTIONS_CREATE, customer_id=new.customer_id)
    rules.ensure_fit(new)
    added = await store.add(ctx.db, new, at=ctx.now)
    if added is None:
        raise NotFound("customer", new.customer_id)
    await ctx.emit(ActionAdded(customer_id=added.customer_id, subject_id=added.id, action_type=added.type))
    return added


async def get_action(ctx: Context, action_id: UUID) -> Action:
    """The action. Raises NotFound."""
    ctx.require(Permission.ACTIONS_READ)
    return _visible(ctx, await store.find(ctx.db, action_id), action_id)


async def list_actions(ctx: Context, page: Page) -> Slice[Action]:
    """All actions, latest first; a customer's token sees its own only."""
    ctx.require(Permission.ACTIONS_READ)
    return await store.page(ctx.db, ActionQuery(page=page), only=ctx.scope)


async def list_actions_of_customer(ctx: Context, customer_id: UUID, page: Page) -> Slice[Action]:
    """A customer's actions, latest first; of a merged one, its survivor's. Raises NotFound."""
    ctx.require(Permission.ACTIONS_READ)
    owner = await customers.visible_survivor(ctx, customer_id)
    return await store.page(ctx.db, ActionQuery(page=page, customer_id=owner), only=None)


async def list_pending_actions_of_customer(ctx: Context, customer_id: UUID, page: Page) -> Slice[Action]:
    """A customer's uncompleted actions, the most confident first. Raises NotFound."""
    ctx.require(Permission.ACTIONS_READ)
    query = ActionQuery(
        page=page, customer_id=await customers.visible_survivor(ctx, customer_id), is_pending=True
    )
    return await store.page(ctx.db, query, only=None)


async def complete_action(
    ctx: Context, action_id: UUID, *, outcome: str | None, reading: OutcomeReading | None = None
) -> Action:
    """Note that an action was done and what came of it, over what was noted before; later advice learns from it.

    `reading` None: the outcome's text is read. Raises NotFound.
    """
    ctx.require(Permission.ACTIONS_UPDATE)
    before = _visible(ctx, await store.lock(ctx.db, action_id), action_id)
    reading = reading or read_outcome(outcome)
    lesson = await teach(ctx.db, before, reading, at=ctx.now)
    done = await store.complete(
        ctx.db, before.id, outcome=outcome, reading=reading, lesson=lesson, at=ctx.now
    )
    await ctx.emit(
        ActionCompleted(
            customer_id=done.customer_id, subject_id=done.id, action_type=done.type, reading=reading
        )
    )
    return done


async def delete_action(ctx: Context, action_id: UUID) -> None:
    """Take an action out of the record, and what it taught out of the model. Raises NotFound."""
    ctx.require(Permission.ACTIONS_DELETE)
    found = _visible(ctx, await store.lock(ctx.db, action_id), action_id)
    await teach(ctx.db, found, None, at=ctx.now)
    await store.remove(ctx.db, found.id)
    await ctx.emit(ActionDeleted(customer_id=found.customer_id, subject_id=found.id, action_type=found.type))


def _visible(ctx: Context, action: Action | None, action_id: UUID) -> Action:
    if action is None or ctx.scope not in (None, action.customer_id):
        raise NotFound("action", action_id)
    return action
