"""What can be done with interactions."""

from collections.abc import Collection
from uuid import UUID

from msgspec.structs import replace

from accord.core import customers
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.kit.paging import Page, Slice

from . import rules, store
from .events import InteractionDeleted, InteractionLogged, InteractionUpdated
from .records import Channel, Interaction, InteractionChanges, InteractionQuery, NewInteraction


async def log_interaction(ctx: Context, new: NewInteraction) -> Interaction:
    """Log a contact with a customer; of a merged one, with its survivor. Raises NotFound (customer)."""
    ctx.require(Permission.INTERACTIONS_CREATE, customer_id=new.customer_id)
    met_at = new.occurred_at or ctx.now
    owner = await customers.note_interaction(ctx.db, new.customer_id, met_at=met_at, now=ctx.now)
    if owner is None:
        raise NotFound("customer", new.customer_id)
    staff_id = rules.staff_of(new, ctx.actor)
    logged = await store.add(ctx.db, new, customer_id=owner, staff_id=staff_id, met_at=met_at, at=ctx.now)
    await ctx.emit(
        InteractionLogged(
            customer_id=owner,
            subject_id=logged.id,
            channel=logged.channel,
            subject=logged.subject,
            met_at=met_at,
        )
    )
    return logged


async def get_interaction(
    ctx: Context, interaction_id: UUID, *, channels: Collection[Channel] = ()
) -> Interaction:
    """The interaction. Raises NotFound.

    Here and below, `channels` are what a caller can see: an interaction on another reads as unknown. Without
    any, all can be seen.
    """
    ctx.require(Permission.INTERACTIONS_READ)
    return _visible(ctx, await store.find(ctx.db, interaction_id), interaction_id, channels)


async def list_interactions(ctx: Context, query: InteractionQuery) -> Slice[Interaction]:
    """Interactions that match, latest first; a customer's token sees its own only.

    The id of a merged customer stands for its survivor; an unknown one matches nothing.
    """
    ctx.require(Permission.INTERACTIONS_READ)
    if query.customer_id is None:
        return await store.page(ctx.db, query, only=ctx.scope)
    owner = await customers.survivor_of(ctx.db, query.customer_id)
    if owner is None:
        return Slice([], 0 if query.page.want_total else None)
    return await store.page(ctx.db, replace(query, customer_id=owner), only=ctx.scope)


async def list_interactions_of_customer(
    ctx: Context, customer_id: UUID, page: Page, *, channels: Collection[Channel] = ()
) -> Slice[Interaction]:
    """A customer's interactions, latest first; of a merged one, its survivor's. Raises NotFound."""
    ctx.require(Permission.INTERACTIONS_READ)
    owner = await customers.visible_survivor(ctx, customer_id)
    query = InteractionQuery(page=page, customer_id=owner, channels=tuple(channels))
    return await store.page(ctx.db, query, only=None)


async def update_interaction(
    ctx: Context, interaction_id: UUID, changes: InteractionChanges, *, channels: Collection[Channel] = ()
) -> Interaction:
    """Correct an interaction. Raises NotFound."""
    ctx.require(Permission.INTERACTIONS_UPDATE)
    before = _visible(ctx, await store.lock(ctx.db, interaction_id), interaction_id, channels)
    columns = rules.columns_after(before, changes)
    if not columns:
        return before
    after = await store.change(ctx.db, before.id, columns, at=ctx.now)
    if "occurred_at" in columns:
        await _recompute(ctx, after.customer_id)
    await ctx.emit(
        InteractionUpdated(customer_id=after.customer_id, subject_id=after.id, fields=tuple(sorted(columns)))
    )
    return after


async def delete_interaction(
    ctx: Context, interaction_id: UUID, *, channels: Collection[Channel] = ()
) -> None:
    """Take an interaction out of the record. Raises NotFound."""
    ctx.require(Permission.INTERACTIONS_DELETE)
    found = _visible(ctx, await store.lock(ctx.db, interaction_id), interaction_id, channels)
    await store.remove(ctx.db, found.id)
    await _recompute(ctx, found.customer_id)
    await ctx.emit(
        InteractionDeleted(customer_id=found.customer_id, subject_id=found.id, channel=found.channel)
    )


async def _recompute(ctx: Context, customer_id: UUID) -> None:
    """Set the customer's last interaction to its latest row's. The caller holds the customer's lock."""
    met_at = await store.latest_at(ctx.db, customer_id)
    await customers.set_last_interaction(ctx.db, customer_id, met_at=met_at, now=ctx.now)


def _visible(
    ctx: Context, interaction: Interaction | None, interaction_id: UUID, channels: Collection[Channel]
) -> Interaction:
    if interaction is None or ctx.scope not in (None, interaction.customer_id):
        raise NotFound("interaction", interaction_id)
    if channels and interaction.channel not in channels:
        raise NotFound("interaction", interaction_id)
    return interaction
