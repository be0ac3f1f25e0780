"""What can be counted of interactions."""

from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from accord.core import customers
from accord.core.context import Context
from accord.core.permissions import Permission

from . import rules, stats_store
from .records import Channel, InteractionStats, InteractionStatsQuery


async def interaction_stats(ctx: Context, query: InteractionStatsQuery) -> InteractionStats:
    """Counts and the average duration of what matches; of a customer's token, its own. Raises NotFound.

    A merged customer's id stands for its survivor.
    """
    ctx.require(Permission.INTERACTIONS_READ)
    named = query.customer_id or ctx.scope
    if named is not None:
        query = replace(query, customer_id=await customers.visible_survivor(ctx, named))
    counts = await stats_store.by_channel(ctx.db, query, since=ctx.now - timedelta(days=query.days))
    start, end = rules.months_around(ctx.now)
    months = await stats_store.by_month(ctx.db, query, since=start, until=end)
    return InteractionStats(
        total=sum(count.count for count in counts),
        by_channel={count.channel: count.count for count in counts},
        by_month=rules.months_filled(months, ctx.now),
        average_minutes=rules.average(
            sum(count.minutes for count in counts), sum(count.timed for count in counts)
        ),
        follow_ups_pending=await stats_store.due(ctx.db, query, at=ctx.now),
    )


async def count_interactions_by_channel(ctx: Context, customer_id: UUID) -> dict[Channel, int]:
    """How often a customer was met on each channel, ever. Raises NotFound.

    It is a part of what is known about the customer, so the right to read customers is enough.
    """
    ctx.require(Permission.CUSTOMERS_READ)
    query = InteractionStatsQuery(customer_id=await customers.visible_survivor(ctx, customer_id))
    counts = await stats_store.by_channel(ctx.db, query, since=None)
    return {count.channel: count.count for count in counts}
