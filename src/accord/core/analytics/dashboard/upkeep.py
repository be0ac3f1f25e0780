"""Keeping what was counted small, and equal to the rows."""

from accord.core.context import Context
from accord.core.permissions import Permission

from . import folding_store


async def fold_counts(ctx: Context) -> int:
    """Put what was counted since the last time together; how many rows that made. Figures stay as they are."""
    ctx.require(Permission.ANALYTICS_UPDATE)
    ctx.forbid_customers(Permission.ANALYTICS_UPDATE)
    return await folding_store.fold(ctx.db)


async def reconcile_counts(ctx: Context) -> dict[str, int]:
    """Count again and correct what differs; how many groups were wrong, by table. Nobody is held up meanwhile."""
    ctx.require(Permission.ANALYTICS_UPDATE)
    ctx.forbid_customers(Permission.ANALYTICS_UPDATE)
    return await folding_store.reconcile(ctx.db)
