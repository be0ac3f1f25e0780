"""Removing what has expired."""

from datetime import timedelta

from accord.core.context import Context
from accord.core.permissions import Permission

from . import purging_store as store
from .records import Purged
from .rules import FORGOTTEN_AFTER
from .sessions import IDLE

KEPT_AFTER_END = timedelta(days=1)


async def purge_expired(ctx: Context) -> Purged:
    """Remove sessions that cannot go on, revocations of tokens expired since, and failures forgiven since."""
    ctx.require(Permission.USERS_DELETE)
    ctx.forbid_customers(Permission.USERS_DELETE)
    return await store.purge(
        ctx.db,
        now=ctx.now,
        idle_since=ctx.now - IDLE,
        ended_before=ctx.now - KEPT_AFTER_END,
        failed_before=ctx.now - FORGOTTEN_AFTER,
    )
