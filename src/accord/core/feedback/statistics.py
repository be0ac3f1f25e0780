"""What can be counted of feedback."""

from datetime import timedelta
from uuid import UUID

from accord.core import customers
from accord.core.context import Context
from accord.core.permissions import Permission

from . import rules, stats_store
from .records import FeedbackFigures, FeedbackStats


async def feedback_stats(ctx: Context, *, days: int = 30) -> FeedbackStats:
    """What was submitted in the last `days` days, and what is pending; of a customer's token, its own."""
    ctx.require(Permission.FEEDBACK_READ)
    since = ctx.now - timedelta(days=days)
    tallies = await stats_store.tallies(ctx.db, customer_id=ctx.scope, since=since)
    return rules.stats_of(tallies, pending=await stats_store.pending(ctx.db, customer_id=ctx.scope))


async def feedback_figures(ctx: Context, customer_id: UUID) -> FeedbackFigures:
    """What a customer's feedback amounts to, ever; of a merged one, its survivor's. Raises NotFound.

    It is a part of what is known about the customer, so the right to read customers is enough.
    """
    ctx.require(Permission.CUSTOMERS_READ)
    owner = await customers.visible_survivor(ctx, customer_id)
    return rules.figures_of(await stats_store.tallies(ctx.db, customer_id=owner))
