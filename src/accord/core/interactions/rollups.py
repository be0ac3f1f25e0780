"""Keeping what is stored on customers equal to the rows it is computed from."""

from accord.core import customers
from accord.core.context import Context
from accord.core.permissions import Permission

from . import store

MOST = 10_000  # customers that one repair holds locked; the next one takes the rest


async def repair_last_interactions(ctx: Context) -> int:
    """Set the last interaction of customers where it is not their latest row's; how many were wrong.

    Looked for without locks, then computed again under the customers' locks: what is logged meanwhile counts.
    """
    ctx.require(Permission.INTERACTIONS_UPDATE)
    ctx.forbid_customers(Permission.INTERACTIONS_UPDATE)
    suspects = await store.drifted(ctx.db, most=MOST)
    if not suspects:
        return 0
    await customers.lock_customers(ctx.db, suspects)
    latest = await store.latest_of(ctx.db, suspects)
    return await customers.repair_last_interactions(ctx.db, latest)
