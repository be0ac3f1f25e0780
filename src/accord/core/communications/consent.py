"""What customers wish: how they are to be reached, and on which channels not at all."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from accord.core import customers
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.interactions import Channel
from accord.core.permissions import Permission

from . import endings, preference_store, store, wishes
from .addresses import digests
from .events import CustomerOptedIn, CustomerOptedOut, PreferencesUpdated
from .records import PreferenceChanges, Preferences, Reason, SuppressionReason

BY_STOP = (SuppressionReason.UNSUBSCRIBED,)


async def get_preferences(ctx: Context, customer_id: UUID) -> Preferences:
    """A customer's wishes, with defaults where nothing is stored; of a merged one, its survivor's. Raises NotFound."""
    ctx.require(Permission.PREFERENCES_READ, customer_id=customer_id)
    return await _find(ctx, await customers.visible_survivor(ctx, customer_id))


async def update_preferences(ctx: Context, customer_id: UUID, changes: PreferenceChanges) -> Preferences:
    """Write some of a customer's wishes. An opt-out ends what waits for that channel. Raises NotFound, Invalid."""
    ctx.require(Permission.PREFERENCES_UPDATE, customer_id=customer_id)
    wishes.ensure_meaningful(changes)
    given = changes.given()
    silent = any(given.get(field) for field in wishes.OPT_OUT_FIELDS)
    owner = await _held(ctx, customer_id, silent=silent)
    columns = {name: given[name] for name in wishes.COLUMNS if name in given}
    await preference_store.write(ctx.db, owner, columns, at=ctx.now)
    await _write_attributes(ctx, owner, given)
    for field, channel in wishes.OPT_OUT_FIELDS.items():
        if field in given:
            await _choose(ctx, owner, channel, out=bool(given[field]), source=ctx.via)
    await _tell(ctx, owner, tuple(sorted(given)))
    return await _find(ctx, owner)


async def reset_preferences(ctx: Context, customer_id: UUID) -> Preferences:
    """Forget a customer's stored wishes, opt-outs included; the defaults are what is left. Raises NotFound."""
    ctx.require(Permission.PREFERENCES_DELETE, customer_id=customer_id)
    owner = await _held(ctx, customer_id)
    before = await _find(ctx, owner)
    await preference_store.reset(ctx.db, owner)
    await preference_store.write_attributes(ctx.db, owner, {"channel": None}, at=ctx.now)
    for each in before.opt_outs:
        await _choose(ctx, owner, each.channel, out=False, source=ctx.via)
    await _tell(ctx, owner, ("all",))
    return await _find(ctx, owner)


async def opt_out(ctx: Context, customer_id: UUID, channel: Channel, *, source: str) -> None:
    """Write to a customer no more on a channel; what waits for it ends. Raises NotFound."""
    ctx.require(Permission.PREFERENCES_UPDATE, customer_id=customer_id)
    await _choose(ctx, await _held(ctx, customer_id, silent=True), channel, out=True, source=source)


async def opt_in(ctx: Context, customer_id: UUID, channel: Channel, *, source: str) -> None:
    """Let a customer be written to on a channel again. Raises NotFound."""
    ctx.require(Permission.PREFERENCES_UPDATE, customer_id=customer_id)
    await _choose(ctx, await _held(ctx, customer_id), channel, out=False, source=source)


async def honour_choice(ctx: Context, customer_id: UUID, channel: Channel, *, out: bool, source: str) -> None:
    """Do what a customer chose by a way of its own, which the caller has verified: a signed link, a provider's word.

    Nobody needs a permission for a wish about oneself. A customer who is gone has no wishes.
    """
    ctx.public()
    owner = await customers.survivor_of(ctx.db, customer_id)
    if owner is None:
        return
    if out:
        await preference_store.await_sends(ctx.db, owner)
    await note_choice(ctx, owner, channel, out=out, source=source)


async def note_choice(ctx: Context, owner: UUID, channel: Channel, *, out: bool, source: str) -> None:
    """The same for a customer to whom nothing is on its way."""
    ctx.public()
    if await preference_store.lock_customer(ctx.db, owner):
        await _choose(ctx, owner, channel, out=out, source=source)


async def note_word(
    ctx: Context, channel: Channel, address: str, owners: Collection[UUID], *, out: bool, source: str
) -> None:
    """Do what somebody chose for an address: all its owners are opted out or in, and nobody else is written to there.

    Nothing is on its way to those who are opted out, or their provider lets nothing through.
    """
    ctx.public()
    for owner in sorted(owners):
        await note_choice(ctx, owner, channel, out=out, source=source)
    marks = digests(channel, address)
    if out:
        await preference_store.suppress(ctx.db, channel, marks, reason=BY_STOP[0], at=ctx.now, source=source)
    else:
        await preference_store.relieve(ctx.db, channel, marks, BY_STOP)


async def _choose(ctx: Context, owner: UUID, channel: Channel, *, out: bool, source: str) -> None:
    """Note an opt-out or take it back. The customer is held."""
    if not out:
        if await preference_store.opt_in(ctx.db, owner, channel):
            await _relieve_address(ctx, owner, channel)
            await ctx.emit(
                CustomerOptedIn(customer_id=owner, subject_id=owner, channel=channel, source=source)
            )
        return
    if not await preference_store.opt_out(ctx.db, owner, channel, at=ctx.now, source=source):
        return
    await ctx.emit(CustomerOptedOut(customer_id=owner, subject_id=owner, channel=channel, source=source))
    await _suppress_waiting(ctx, owner, channel)


async def _relieve_address(ctx: Context, owner: UUID, channel: Channel) -> None:
    """Use the customer's address again, should a stop word have come from it."""
    stored = await preference_store.find(ctx.db, owner)
    address = stored and (stored.email if channel is Channel.EMAIL else stored.phone)
    if address:
        await preference_store.relieve(ctx.db, channel, digests(channel, address), BY_STOP)


async def _suppress_waiting(ctx: Context, owner: UUID, channel: Channel) -> None:
    ended = await store.suppress_waiting(ctx.db, owner, channel, reason=Reason.OPTED_OUT, at=ctx.now)
    for communication in ended:
        await endings.tell_suppressed(ctx, communication)


async def _write_attributes(ctx: Context, owner: UUID, given: dict[str, Any]) -> None:
    """Write what is kept with the customer: language, and the shop's words for the wishes."""
    written = {name: given[name] for name in wishes.ATTRIBUTES if name in given}
    if "preferred_channels" in given:
        written["channel"] = wishes.word_for(given["preferred_channels"])
    if written:
        await preference_store.write_attributes(ctx.db, owner, written, at=ctx.now)
    if "language" in given:
        await preference_store.write_language(ctx.db, owner, given["language"], at=ctx.now)


async def _held(ctx: Context, customer_id: UUID, *, silent: bool = False) -> UUID:
    """The customer, held; with `silent` nothing is on its way to it either."""
    owner = await customers.visible_survivor(ctx, customer_id)
    if silent:
        await preference_store.await_sends(ctx.db, owner)
    if not await preference_store.lock_customer(ctx.db, owner):
        raise NotFound("customer", customer_id)
    return owner


async def _find(ctx: Context, owner: UUID) -> Preferences:
    stored = await preference_store.find(ctx.db, owner)
    if stored is None:
        raise NotFound("customer", owner)
    return wishes.preferences_of(stored)


async def _tell(ctx: Context, owner: UUID, fields: tuple[str, ...]) -> None:
    await ctx.emit(PreferencesUpdated(customer_id=owner, subject_id=owner, fields=fields))
