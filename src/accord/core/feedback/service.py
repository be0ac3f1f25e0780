"""What can be done with feedback."""

from uuid import UUID

from msgspec.structs import replace

from accord.core import customers
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.kit.paging import Page, Slice

from . import rules, store
from .events import FeedbackDeleted, FeedbackSubmitted
from .records import Feedback, FeedbackChanges, FeedbackQuery, NewFeedback


async def submit_feedback(ctx: Context, new: NewFeedback) -> Feedback:
    """Take in what a customer thinks; of a merged one, for its survivor. Raises NotFound (customer)."""
    ctx.require(Permission.FEEDBACK_CREATE, customer_id=new.customer_id)
    submitted = await store.add(ctx.db, new, at=ctx.now)
    if submitted is None:
        raise NotFound("customer", new.customer_id)
    await ctx.emit(
        FeedbackSubmitted(
            customer_id=submitted.told_of,
            subject_id=submitted.id,
            service_type=submitted.service_type,
            rating=submitted.rating,
            sentiment=submitted.sentiment,
            source=None if submitted.is_anonymous else submitted.source,
        )
    )
    return submitted


async def get_feedback(ctx: Context, feedback_id: UUID) -> Feedback:
    """The feedback. Raises NotFound."""
    ctx.require(Permission.FEEDBACK_READ)
    return _visible(ctx, await store.find(ctx.db, feedback_id), feedback_id)


async def list_feedback(ctx: Context, query: FeedbackQuery) -> Slice[Feedback]:
    """Feedback that matches, latest first; a customer's token sees its own only.

    The id of a merged customer stands for its survivor; an unknown one matches nothing.
    """
    ctx.require(Permission.FEEDBACK_READ)
    if query.customer_id is None:
        return await store.page(ctx.db, query, only=ctx.scope)
    owner = await customers.survivor_of(ctx.db, query.customer_id)
    if owner is None:
        return Slice([], 0 if query.page.want_total else None)
    return await store.page(ctx.db, replace(query, customer_id=owner), only=ctx.scope)


async def list_feedback_of_customer(ctx: Context, customer_id: UUID, page: Page) -> Slice[Feedback]:
    """A customer's feedback, latest first; of a merged one, its survivor's. Raises NotFound."""
    ctx.require(Permission.FEEDBACK_READ)
    owner = await customers.visible_survivor(ctx, customer_id)
    return await store.page(ctx.db, FeedbackQuery(page=page, customer_id=owner), only=None)


async def update_feedback(ctx: Context, feedback_id: UUID, changes: FeedbackChanges) -> Feedback:
    """Settle feedback, open it again, or note what was done. Raises NotFound, ResolverNotAllowed."""
    ctx.require(Permission.FEEDBACK_UPDATE)
    before = _visible(ctx, await store.lock(ctx.db, feedback_id), feedback_id)
    rules.ensure_may_name(ctx.actor, before, changes)
    columns = rules.columns_after(before, changes, actor=ctx.actor, now=ctx.now)
    if not columns:
        return before
    after = await store.change(ctx.db, before.id, columns)
    await ctx.emit(rules.event_of(before, after, columns))
    return after


async def delete_feedback(ctx: Context, feedback_id: UUID) -> None:
    """Take feedback out of the record. Raises NotFound."""
    ctx.require(Permission.FEEDBACK_DELETE)
    found = _visible(ctx, await store.lock(ctx.db, feedback_id), feedback_id)
    await store.remove(ctx.db, found.id)
    await ctx.emit(
        FeedbackDeleted(
            customer_id=found.told_of,
            subject_id=found.id,
            service_type=found.service_type,
            rating=found.rating,
        )
    )


def _visible(ctx: Context, feedback: Feedback | None, feedback_id: UUID) -> Feedback:
    if feedback is None or ctx.scope not in (None, feedback.customer_id):
        raise NotFound("feedback", feedback_id)
    return feedback
