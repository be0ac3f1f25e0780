"""How a message ends without going out, or goes on to another channel or another time. The row is held throughout."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from accord.core.context import Context
from accord.core.customers import Customer
from accord.core.permissions import Permission
from accord.kit.records import Record

from . import batch_store, policy, store, timing, wording
from .events import CommunicationDeferred, CommunicationExpired, CommunicationFailed, CommunicationSuppressed
from .outreach import Outreach
from .policy import Facts
from .records import Communication, CommunicationStatus, Content, Reason

# Whoever asked for a message waits no longer for its first attempt.
AWAITED = timedelta(seconds=120)
FREE: dict[str, Any] = {"lease_until": None, "leased_by": None}


class Trouble(Record):
    """Why a channel is left: the kind of refusal, and what the provider said."""

    category: str | None
    message: str | None


async def expire(ctx: Context, communication: Communication) -> None:
    """Give a message up whose time is over."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    ended = await store.change(
        ctx.db,
        communication.id,
        status=CommunicationStatus.EXPIRED,
        reason=None,
        expired_at=ctx.now,
        next_attempt_at=None,
        **FREE,
    )
    await store.note(ctx.db, ended, CommunicationStatus.EXPIRED, at=ctx.now)
    await ctx.emit(
        CommunicationExpired(
            customer_id=ended.customer_id,
            subject_id=ended.id,
            message_type=ended.message_type,
            origin=ended.origin,
        )
    )
    await tell_waiter(ctx, ended)


async def suppress(ctx: Context, communication: Communication, reason: Reason) -> None:
    """End a message that must not go out any more, or can reach nobody."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    ended = await store.change(
        ctx.db,
        communication.id,
        status=CommunicationStatus.SUPPRESSED,
        reason=reason,
        channel=None,
        decision=_decision_now(communication, reason),
        suppressed_at=ctx.now,
        next_attempt_at=None,
        **FREE,
    )
    await tell_suppressed(ctx, ended)


def _decision_now(communication: Communication, reason: Reason) -> dict[str, Any]:
    """The decision about the message, which could be used on its channel and cannot any more."""
    told = communication.decision
    if communication.channel is None or "channels" not in told:
        return told
    return told | {"channels": told["channels"] | {communication.channel.value: reason.value}}


async def tell_suppressed(ctx: Context, ended: Communication) -> None:
    """Log that a message was suppressed, and tell everybody."""
    ctx.public()
    reason = ended.reason or Reason.NO_PROVIDER
    await store.note(ctx.db, ended, CommunicationStatus.SUPPRESSED, at=ctx.now, code=reason)
    await ctx.emit(
        CommunicationSuppressed(
            customer_id=ended.customer_id,
            subject_id=ended.id,
            message_type=ended.message_type,
            origin=ended.origin,
            reason=reason,
        )
    )
    await tell_waiter(ctx, ended)


async def defer(ctx: Context, communication: Communication, moment: timing.Moment) -> None:
    """Have a message wait, because this is no time for it."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    waiting = await store.change(
        ctx.db,
        communication.id,
        status=CommunicationStatus.SCHEDULED,
        reason=moment.reason,
        scheduled_at=moment.at,
        next_attempt_at=moment.at,
        **FREE,
    )
    await tell_deferred(ctx, communication, waiting)
    await tell_waiter(ctx, waiting)


async def postpone(ctx: Context, communication: Communication, until: datetime, reason: Reason) -> None:
    """Have a message wait for its provider, without counting an attempt."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    waiting = await store.change(
        ctx.db,
        communication.id,
        status=CommunicationStatus.QUEUED,
        reason=reason,
        next_attempt_at=until,
        **FREE,
    )
    await tell_deferred(ctx, communication, waiting)
    await tell_waiter(ctx, waiting)


async def tell_deferred(ctx: Context, before: Communication, waiting: Communication) -> None:
    """Tell that a message waits after all, once for each reason."""
    ctx.public()
    if before.reason is waiting.reason:
        return
    await ctx.emit(
        CommunicationDeferred(
            customer_id=waiting.customer_id,
            subject_id=waiting.id,
            message_type=waiting.message_type,
            origin=waiting.origin,
            channel=waiting.channel,
            reason=waiting.reason,
        )
    )


async def go_on(
    ctx: Context,
    outreach: Outreach,
    communication: Communication,
    content: Content,
    facts: Facts,
    trouble: Trouble,
) -> None:
    """Leave a channel for the next one that can be used; without any, the message has failed."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    index = next_usable(communication, facts, outreach, now=ctx.now)
    if index is None:
        await fail(ctx, communication, trouble)
        return
    await _move(ctx, outreach, communication, content, facts, trouble, index)


def next_usable(
    communication: Communication, facts: Facts, outreach: Outreach, *, now: datetime
) -> int | None:
    """The place in the order of the next channel that can be used."""
    order = communication.channel_order
    return next(
        (
            place
            for place in range(communication.channel_index + 1, len(order))
            if policy.why_not(order[place], communication.message_type, facts, outreach, now=now) is None
        ),
        None,
    )


async def fail(ctx: Context, communication: Communication, trouble: Trouble) -> None:
    """End a message that no channel took."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    failed = await store.change(
        ctx.db,
        communication.id,
        status=CommunicationStatus.FAILED,
        reason=None,
        failed_at=ctx.now,
        next_attempt_at=None,
        error_category=trouble.category,
        error_message=trouble.message,
        metadata=communication.metadata | {"all_channels_failed": True},
        **FREE,
    )
    await store.note(
        ctx.db,
        failed,
        CommunicationStatus.FAILED,
        at=ctx.now,
        code=trouble.category,
        message=trouble.message,
    )
    await ctx.emit(
        CommunicationFailed(
            customer_id=failed.customer_id,
            subject_id=failed.id,
            message_type=failed.message_type,
            origin=failed.origin,
            channel=failed.channel,
            status=failed.status,
            category=trouble.category,
        )
    )
    await tell_waiter(ctx, failed)


async def _move(
    ctx: Context,
    outreach: Outreach,
    communication: Communication,
    content: Content,
    facts: Facts,
    trouble: Trouble,
    index: int,
) -> None:
    channel = communication.channel_order[index]
    customer: Customer = facts.customer
    said = wording.reworded(outreach, communication, content, channel, customer)
    kept = {} if content.authored else {"subject": said.subject, "text": said.text, "html": said.html}
    await store.change(
        ctx.db,
        communication.id,
        status=CommunicationStatus.QUEUED,
        reason=Reason.IN_PROGRESS,
        channel=channel,
        channel_index=index,
        attempts=0,
        recipient=facts.addresses[channel],
        fallback_used=True,
        primary_channel_error=communication.primary_channel_error or trouble.message or trouble.category,
        error_category=trouble.category,
        error_message=trouble.message,
        next_attempt_at=ctx.now,
        **kept,
        **FREE,
    )
    await store.notify(ctx.db, store.DUE, channel)


async def tell_waiters(ctx: Context, communications: Sequence[Communication]) -> None:
    """The same for several messages."""
    ctx.public()
    awaited = [each.id for each in communications if ctx.now - each.created_at < AWAITED]
    if awaited:
        await batch_store.tell_all(ctx.db, awaited)


async def tell_waiter(ctx: Context, communication: Communication) -> None:
    """Wake whoever waits to hear what became of a new message."""
    ctx.public()
    if ctx.now - communication.created_at < AWAITED:
        await store.notify(ctx.db, store.DONE, str(communication.id))
