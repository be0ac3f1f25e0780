"""Whose an id is, for acts that begin with one."""

from uuid import UUID

from accord.core.context import Context
from accord.core.errors import NotFound

from . import lineage_store


async def visible_survivor(ctx: Context, customer_id: UUID) -> UUID:
    """The customer that this id stands for: itself, or who it was merged into.

    For acts that have asked for their permission. Raises NotFound, also for another customer's token.
    """
    ctx.public()
    owner = await lineage_store.survivor_of(ctx.db, customer_id)
    if owner is None or ctx.scope not in (None, owner):
        raise NotFound("customer", customer_id)
    return owner
