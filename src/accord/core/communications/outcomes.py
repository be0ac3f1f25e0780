"""How an attempt ended: what that means for the message."""

from datetime import timedelta

from accord.core.context import Context
from accord.core.permissions import Permission

from . import (
    attempt_store,
    endings,
    policy,
    receipt_store,
    receiving,
    recipient_store,
    retries,
    store,
)
from . import facts as known
from .delivering import Doubtful, Ready, Turn
from .endings import FREE, Trouble
from .events import CommunicationSent
from .outreach import Outreach
from .ports import Accepted, FailureKind, Refused
from .records import Communication, CommunicationStatus, Held, Outcome


async def record_accepted(ctx: Context, ready: Ready, accepted: Accepted) -> None:
    """Note that the provider took a message: it is sent, whoever has its lease by now."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    await receipt_store.lock_names(ctx.db, [(accepted.provider, accepted.provider_id)])
    held = await _hold(ctx, ready.communication)
    if held is None:
        return
    await attempt_store.end(
        ctx.db, ready.attempt_id, at=ctx.now, outcome=Outcome.ACCEPTED, provider_id=accepted.provider_id
    )
    await _mark_sent(ctx, held, accepted)


async def record_found(ctx: Context, doubtful: Doubtful, accepted: Accepted) -> None:
    """Note that a message about which there was doubt had been taken."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    await receipt_store.lock_names(ctx.db, [(accepted.provider, accepted.provider_id)])
    held = await _hold(ctx, doubtful.communication)
    if held is None:
        return
    await attempt_store.settle(
        ctx.db,
        held.id,
        doubtful.message.channel,
        outcome=Outcome.ACCEPTED,
        provider_id=accepted.provider_id,
        at=ctx.now,
    )
    await _mark_sent(ctx, held, accepted)


async def record_refused(
    ctx: Context, outreach: Outreach, ready: Ready, refused: Refused, turn: Turn, *, chance: float
) -> None:
    """Note that the provider did not take a message, or did not say; and see to what follows.

    `chance`, from 0 to 1, spreads the wait for the next attempt.
    """
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
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
    if not held.is_pending or held.leased_by != turn.worker:
        return
    trouble = Trouble(category=refused.kind, message=refused.message or refused.code or refused.kind)
    if retries.may_repeat(refused.kind, held.attempts, most=outreach.attempts):
        wait = retries.wait_after(refused, held.attempts, chance=chance, waits=outreach.retry_waits)
        await _retry(ctx, held, trouble, refused.kind, wait)
        return
    await _leave(ctx, outreach, held, trouble)


async def _hold(ctx: Context, communication: Communication) -> Held | None:
    """The message, held with its customer; None when both are gone."""
    customer = await recipient_store.hold(ctx.db, communication.customer_id)
    return None if customer is None else await store.hold(ctx.db, communication.id)


async def _mark_sent(ctx: Context, held: Communication, accepted: Accepted) -> None:
    if held.sent_at is not None:
        return
    sent = await store.change(
        ctx.db,
        held.id,
        status=CommunicationStatus.SENT,
        reason=None,
        sent_at=ctx.now,
        provider=accepted.provider,
        provider_id=accepted.provider_id,
        error_category=None,
        error_message=None,
        next_attempt_at=None,
        **FREE,
    )
    await store.note(ctx.db, sent, CommunicationStatus.SENT, at=ctx.now)
    await ctx.emit(
        CommunicationSent(
            customer_id=sent.customer_id,
            subject_id=sent.id,
            message_type=sent.message_type,
            origin=sent.origin,
            channel=sent.channel,
        )
    )
    await receiving.absorb_waiting(ctx, sent)
    await endings.tell_waiter(ctx, sent)


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
    await endings.tell_waiter(ctx, waiting)


async def _leave(ctx: Context, outreach: Outreach, held: Held, trouble: Trouble) -> None:
    customer = await recipient_store.hold(ctx.db, held.customer_id)
    if customer is None:
        return
    addresses = policy.addresses_on(held.channel_order, held.context, customer)
    facts = await known.gather(ctx.db, customer, addresses, outreach, now=ctx.now)
    await endings.go_on(ctx, outreach, held, held.content, facts, trouble)
