"""How an attempt ended: what that means for the message."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accord.core.context import Context
from accord.core.interactions import Channel
from accord.core.permissions import Permission

from . import (
    attempt_store,
    batch_store,
    consent,
    doubts,
    effects,
    endings,
    late,
    policy,
    preference_store,
    receipt_store,
    recipient_store,
    retries,
    store,
)
from . import facts as known
from .addresses import digests
from .delivering import Doubtful, Ready, Turn
from .endings import FREE, Trouble
from .events import CommunicationSent
from .outreach import Outreach
from .ports import Accepted, FailureKind, Refused
from .records import Communication, CommunicationStatus, Held, Outcome, SuppressionReason

Taken = tuple[Ready, Accepted]


async def record_accepted(ctx: Context, taken: Sequence[Taken]) -> None:
    """Note that the provider took messages: they are sent, whoever has their leases by now."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    names = [(accepted.provider, accepted.provider_id) for _, accepted in taken]
    await receipt_store.lock_names(ctx.db, names)
    held = await _hold_all(ctx, [ready.communication for ready, _ in taken])
    there = [(ready, accepted) for ready, accepted in taken if ready.communication.id in held]
    ended = {ready.attempt_id: accepted.provider_id for ready, accepted in there}
    await attempt_store.end_accepted(ctx.db, ended, at=ctx.now)
    new = await late.return_to(ctx, held, {ready.communication.id: ready for ready, _ in there})
    by_message = {ready.communication.id: accepted for ready, accepted in there}
    await _note_left(ctx, [ready for ready, _ in there if ready.communication.id in new])
    await _mark_sent(ctx, {made: by_message[made] for made in new}, at=ctx.now)


async def record_found(ctx: Context, doubtful: Doubtful, accepted: Accepted) -> bool:
    """Note that a message about which there was doubt had been taken: it was sent when it was handed over.

    False when what was found is another message, of the same words to the same address.
    """
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    await receipt_store.lock_names(ctx.db, doubts.names_of(accepted))
    held = await _hold_all(ctx, [doubtful.communication])
    name = await doubts.own_name(ctx, doubtful, accepted)
    if name is None:
        return False
    if not held:
        return True
    await attempt_store.settle(
        ctx.db,
        doubtful.communication.id,
        doubtful.message.channel,
        outcome=Outcome.ACCEPTED,
        provider_id=name,
        at=ctx.now,
    )
    new = await late.return_to(ctx, held, {doubtful.communication.id: doubtful})
    named = Accepted(provider=accepted.provider, provider_id=name)
    await _mark_sent(ctx, dict.fromkeys(new, named), at=doubtful.since)
    return True


async def record_refused(
    ctx: Context, outreach: Outreach, ready: Ready, refused: Refused, turn: Turn, *, chance: float
) -> None:
    """Note that the provider did not take a message, or did not say; and see to what follows.

    `chance`, from 0 to 1, spreads the wait for the next attempt.
    """
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    if refused.is_unsubscribed:
        await _opt_out(ctx, ready, refused)
    held = await _hold(ctx, ready.communication)
    if held is None:
        return
    doubtful = refused.kind is FailureKind.DOUBTFUL
    await attempt_store.end(
        ctx.db,
        ready.attempt_id,
        at=ctx.now,
        outcome=Outcome.DOUBTFUL if doubtful else Outcome.REFUSED,
        category=refused.kind,
        code=refused.code or None,
        message=refused.message or None,
    )
    if refused.is_address_gone:
        await _suppress_address(ctx, ready, refused)
    if not held.is_pending or held.leased_by != turn.worker or not late.is_present(held, ready):
        return
    trouble = Trouble(category=refused.kind, message=refused.message or refused.code or refused.kind)
    if retries.may_repeat(refused.kind, held.attempts, most=outreach.attempts):
        wait = retries.wait_after(refused, held.attempts, chance=chance, waits=outreach.retry_waits)
        await _retry(ctx, held, trouble, refused.kind, wait)
        return
    await _leave(ctx, outreach, held, trouble)


async def _opt_out(ctx: Context, ready: Ready, refused: Refused) -> None:
    """Whoever opted out with the provider has opted out with us. This comes before the customer is held."""
    channel, address = ready.message.channel, ready.message.recipient
    owners = await recipient_store.owners_of(ctx.db, channel, address)
    await consent.note_word(ctx, channel, address, owners, out=True, source=refused.provider)


async def _suppress_address(ctx: Context, ready: Ready, refused: Refused) -> None:
    """Nothing more goes to an address that does not exist, whichever way its server says so."""
    channel = ready.message.channel
    await preference_store.suppress(
        ctx.db,
        channel,
        digests(channel, ready.message.recipient),
        reason=SuppressionReason.HARD_BOUNCE,
        at=ctx.now,
        source=refused.provider,
    )


async def _hold(ctx: Context, communication: Communication) -> Held | None:
    """The message, held with its customer; None when both are gone."""
    customer = await recipient_store.hold(ctx.db, communication.customer_id)
    return None if customer is None else await store.hold(ctx.db, communication.id)


async def _hold_all(ctx: Context, messages: Sequence[Communication]) -> dict[UUID, Held]:
    """Those of the messages that are there, held after their customers."""
    await recipient_store.hold_all(ctx.db, [each.customer_id for each in messages])
    return await batch_store.hold_all(ctx.db, [each.id for each in messages])


async def _note_left(ctx: Context, taken: Sequence[Ready]) -> None:
    """Note what nobody could tell from a message: the provider's template in its place, files that were left out."""
    notes = {ready.communication.id: note for ready in taken if (note := _note(ready))}
    if notes:
        await batch_store.note_left(ctx.db, notes)


def _note(ready: Ready) -> dict[str, Any]:
    message, named = ready.message, ready.communication.metadata.get("attachments") or ()
    note: dict[str, Any] = {}
    if message.template is not None:
        note["template"] = {"name": message.template, "values": message.template_values}
    sent = {each.filename for each in message.attachments}
    left_out = [name for name in named if name not in sent]
    if left_out and message.channel is Channel.EMAIL:
        note["attachments_left_out"] = left_out
    return note


async def _mark_sent(ctx: Context, taken: Mapping[UUID, Accepted], *, at: datetime) -> None:
    if not taken:
        return
    sent = await batch_store.mark_sent(ctx.db, taken, at=at)
    await batch_store.note_sent(ctx.db, sent, at=at)
    await ctx.emit_all([_told_sent(each) for each in sent])
    await effects.absorb_waiting(ctx, sent)
    await endings.tell_waiters(ctx, sent)


def _told_sent(sent: Communication) -> CommunicationSent:
    return CommunicationSent(
        customer_id=sent.customer_id,
        subject_id=sent.id,
        message_type=sent.message_type,
        origin=sent.origin,
        channel=sent.channel,
    )


async def _retry(
    ctx: Context, held: Communication, trouble: Trouble, kind: FailureKind, wait: timedelta
) -> None:
    at = ctx.now + wait
    waiting = await store.change(
        ctx.db,
        held.id,
        status=CommunicationStatus.QUEUED,
        reason=retries.told_reason(kind),
        next_attempt_at=at,
        error_category=trouble.category,
        error_message=trouble.message,
        **FREE,
    )
    if held.channel is not None:
        await store.notify(ctx.db, store.DUE, held.channel)
    await endings.tell_deferred(ctx, held, waiting)
    await endings.tell_waiter(ctx, waiting)


async def _leave(ctx: Context, outreach: Outreach, held: Held, trouble: Trouble) -> None:
    customer = await recipient_store.hold(ctx.db, held.customer_id)
    if customer is None:
        return
    addresses = policy.addresses_on(held.channel_order, held.context, customer)
    facts = await known.gather(ctx.db, customer, addresses, outreach, now=ctx.now)
    await endings.go_on(ctx, outreach, held, held.content, facts, trouble)
