"""What a worker does with a message, in transactions before and after it calls the provider.

A message is leased, its attempt begun, and after the provider was called the attempt ended: each commits by itself.
Whatever dies in between, the next worker finds either a message that nobody has begun, or an attempt without an end:
that one is looked up with the provider before anything is sent again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from accord.core.context import Context
from accord.core.customers import Customer
from accord.core.interactions import Channel
from accord.core.permissions import Permission
from accord.kit.records import Record

from . import (
    attempt_store,
    batch_store,
    endings,
    lease_store,
    policy,
    recipient_store,
    store,
    timing,
    wording,
)
from . import facts as known
from .endings import FREE, Trouble
from .lease_store import Leased
from .outreach import Outreach
from .policy import Facts, Wish
from .ports import OutboundMessage
from .records import Communication, CommunicationStatus, Content, Held, Purpose, Reason, Urgency

SENDING = CommunicationStatus.SENDING
# While settings change, workers with the old and with the new ones run side by side.
PROVIDER_AWAITED = timedelta(minutes=15)
PROVIDER_LOOKED_FOR = timedelta(minutes=1)


class Turn(Record):
    """One worker's turn with one provider.

    `closed_until` is set while the provider is taken for sick: what can go another way counts this as an attempt,
    everything else waits until then.
    """

    worker: UUID
    provider: str
    lease_seconds: float
    closed_until: datetime | None = None


class Ready(Record):
    """An attempt that has begun: the message is to be handed over now. `number` counts on this channel."""

    communication: Communication
    attempt_id: UUID
    number: int
    message: OutboundMessage
    is_closed: bool = False


class Doubtful(Record):
    """A message that the provider may have taken since then: it is to be looked up."""

    communication: Communication
    message: OutboundMessage
    since: datetime


class Opened(Record):
    """A message that is held, with all that a decision about it needs."""

    communication: Held
    content: Content
    customer: Customer
    wish: Wish
    facts: Facts


async def lease_due(
    ctx: Context, channel: Channel, turn: Turn, *, most: int, served: Mapping[int, str] | None = None
) -> list[Leased]:
    """Take up to `most` messages that are due on a channel, the most pressing first, for `turn.lease_seconds`.

    Senders take turns within a priority; `served` names the one that this worker served last in each.
    """
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    until = ctx.now + timedelta(seconds=turn.lease_seconds)
    return await lease_store.lease(
        ctx.db, channel, most=most, worker=turn.worker, now=ctx.now, until=until, served=served or {}
    )


async def next_due(ctx: Context, channel: Channel, *, depth: int) -> datetime | None:
    """When the next message of a channel is to be looked at; None when none waits."""
    ctx.require(Permission.COMMUNICATIONS_READ)
    return await lease_store.next_due(ctx.db, channel, depth=depth)


async def shared_instant(ctx: Context) -> datetime:
    """What time it is for everybody who shares the database."""
    ctx.require(Permission.COMMUNICATIONS_READ)
    return await lease_store.instant(ctx.db)


async def release_leases(ctx: Context, leased: list[Leased], turn: Turn) -> None:
    """Give back messages that were leased and not begun."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    if await lease_store.release(ctx.db, [each.id for each in leased], turn.worker):
        for channel in {each.channel for each in leased}:
            await store.notify(ctx.db, store.DUE, channel)


async def begin_attempts(
    ctx: Context, outreach: Outreach, leased: Sequence[Leased], turn: Turn
) -> dict[UUID, Ready | Doubtful]:
    """Begin to send leased messages, those that may go out at this moment; what became of these, by their ids.

    Everything is asked again here, with the customers and the messages held: opt-outs, addresses, quiet hours, caps.
    """
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    found: dict[UUID, Ready | Doubtful] = {}
    going: list[Opened] = []
    all_opened = await _open(ctx, outreach, leased, turn)
    await known.queue_up(ctx.db, [(opened.customer, opened.wish) for opened in all_opened], outreach)
    for opened in all_opened:
        doubtful = await _find_doubt(ctx, outreach, opened)
        if doubtful is not None:
            found[doubtful.communication.id] = doubtful
        elif await _may_go(ctx, outreach, opened, turn, going):
            going.append(opened)
    for ready in await _begin(ctx, outreach, going, turn):
        found[ready.communication.id] = ready
    return found


async def begin_attempt(
    ctx: Context, outreach: Outreach, leased: Leased, turn: Turn
) -> Ready | Doubtful | None:
    """The same for one message; None when there is nothing to do now."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    return (await begin_attempts(ctx, outreach, [leased], turn)).get(leased.id)


async def _open(ctx: Context, outreach: Outreach, leased: Sequence[Leased], turn: Turn) -> list[Opened]:
    """Hold the customers, then the messages; those that are this worker's still."""
    customers = await recipient_store.hold_all(ctx.db, [each.customer_id for each in leased])
    messages = await batch_store.hold_all(
        ctx.db, [each.id for each in leased if each.customer_id in customers]
    )
    held = []
    for each in leased:
        communication = messages.get(each.id)
        if communication is None or communication.leased_by != turn.worker:
            continue
        if not communication.is_pending or communication.channel is not each.channel:
            await store.change(ctx.db, communication.id, **FREE)
            continue
        held.append((communication, customers[each.customer_id]))
    return await _with_facts(ctx, outreach, held) if held else []


async def _with_facts(
    ctx: Context, outreach: Outreach, held: Sequence[tuple[Held, Customer]]
) -> list[Opened]:
    wishes = [_wish_of(communication, communication.content) for communication, _ in held]
    recipients = [
        (customer, _addresses(communication, wish, customer))
        for (communication, customer), wish in zip(held, wishes, strict=True)
    ]
    gathered = await known.gather_all(ctx.db, recipients, outreach, now=ctx.now)
    return [
        Opened(
            communication=communication,
            content=communication.content,
            customer=customer,
            wish=wish,
            facts=facts,
        )
        for (communication, customer), wish, facts in zip(held, wishes, gathered, strict=True)
    ]


async def _find_doubt(ctx: Context, outreach: Outreach, opened: Opened) -> Doubtful | None:
    """The message as one that is to be looked up, if its provider may have taken it."""
    communication = opened.communication
    channel = communication.channel
    if not communication.may_be_in_doubt or channel is None:
        return None
    since = await attempt_store.unsettled_since(ctx.db, communication.id, channel)
    if since is None:
        return None
    return Doubtful(communication=communication, message=_message(ctx, outreach, opened), since=since)


async def _may_go(
    ctx: Context, outreach: Outreach, opened: Opened, turn: Turn, going: Sequence[Opened]
) -> bool:
    """Whether the message may go out on its channel now; if not, what is to happen instead is done."""
    communication, facts = opened.communication, opened.facts
    if timing.expires_at(_due_at(communication)) <= ctx.now:
        await endings.expire(ctx, communication)
        return False
    trouble = Trouble(category=communication.error_category, message=communication.error_message)
    if communication.attempts >= outreach.attempts:
        await endings.go_on(ctx, outreach, communication, opened.content, facts, trouble)
        return False
    channel = communication.channel_order[communication.channel_index]
    reason = policy.why_not(channel, communication.message_type, facts, outreach, now=ctx.now)
    if reason is not None:
        await _leave(ctx, outreach, opened, reason, trouble)
        return False
    moment = await _held(ctx, outreach, opened, going)
    if moment is not None:
        await endings.defer(ctx, communication, moment)
        return False
    if turn.closed_until is not None and not _has_other_way(ctx, outreach, opened):
        await endings.postpone(ctx, communication, turn.closed_until, Reason.PROVIDER_UNAVAILABLE)
        return False
    return True


def _due_at(communication: Communication) -> datetime:
    return communication.due_at or communication.created_at


async def _leave(ctx: Context, outreach: Outreach, opened: Opened, reason: Reason, trouble: Trouble) -> None:
    """The channel cannot be used any more. An opt-out ends the message; otherwise the next channel is tried."""
    communication = opened.communication
    if reason is Reason.NO_PROVIDER and _due_at(communication) + PROVIDER_AWAITED > ctx.now:
        await endings.postpone(ctx, communication, ctx.now + PROVIDER_LOOKED_FOR, Reason.PROVIDER_UNAVAILABLE)
        return
    other = endings.next_usable(communication, opened.facts, outreach, now=ctx.now)
    if reason is not Reason.OPTED_OUT and (other is not None or trouble.category is not None):
        left = trouble if trouble.category is not None else Trouble(category=None, message=reason)
        await endings.go_on(ctx, outreach, communication, opened.content, opened.facts, left)
        return
    await endings.suppress(ctx, communication, reason)


async def _held(
    ctx: Context, outreach: Outreach, opened: Opened, going: Sequence[Opened]
) -> timing.Moment | None:
    """Until when the message must wait after all; None when it can go now."""
    wish = opened.wish
    others = [each for each in going if each.customer.id == opened.customer.id]
    hold = await known.find_hold(
        ctx.db,
        wish,
        opened.customer,
        outreach,
        now=ctx.now,
        going=sum(each.wish.purpose is Purpose.PROMOTIONAL for each in others),
        besides=opened.communication.id,
    )
    if hold is not None:
        return hold
    if wish.ignores_timing or wish.urgency is Urgency.CRITICAL:
        return None
    awake = policy.quiet_of(opened.facts.preferences).over(ctx.now)
    return timing.Moment(at=awake, reason=Reason.QUIET_HOURS) if awake > ctx.now else None


def _has_other_way(ctx: Context, outreach: Outreach, opened: Opened) -> bool:
    return endings.next_usable(opened.communication, opened.facts, outreach, now=ctx.now) is not None


async def _begin(ctx: Context, outreach: Outreach, going: Sequence[Opened], turn: Turn) -> list[Ready]:
    if not going:
        return []
    until = ctx.now + timedelta(seconds=turn.lease_seconds)
    changed = await batch_store.begin_all(ctx.db, [_begun(opened) for opened in going], lease_until=until)
    attempts = await attempt_store.begin_all(
        ctx.db, list(changed.values()), at=ctx.now, provider=turn.provider
    )
    return [
        Ready(
            communication=changed[opened.communication.id],
            attempt_id=attempts[opened.communication.id],
            number=changed[opened.communication.id].attempts,
            message=_message(ctx, outreach, opened, changed[opened.communication.id]),
            is_closed=turn.closed_until is not None,
        )
        for opened in going
    ]


def _begun(opened: Opened) -> tuple[UUID, str, int]:
    """The message, its recipient, its attempts on the channel with this one."""
    before = opened.communication
    channel = before.channel_order[before.channel_index]
    return before.id, opened.facts.addresses[channel], before.attempts + 1


def _message(
    ctx: Context, outreach: Outreach, opened: Opened, communication: Communication | None = None
) -> OutboundMessage:
    """What is handed over; `communication` is the message as it is by now."""
    current = communication or opened.communication
    channel = current.channel_order[current.channel_index]
    return wording.outbound(outreach, current, opened.content, opened.facts, channel=channel, now=ctx.now)


def _wish_of(communication: Communication, content: Content) -> Wish:
    return Wish(
        message_type=communication.message_type,
        urgency=communication.urgency,
        purpose=communication.purpose,
        context=content.context,
        preferred_channel=communication.preferred_channel,
        ignores_timing=content.ignores_timing,
    )


def _addresses(communication: Communication, wish: Wish, customer: Customer) -> dict[Channel, str]:
    """The addresses of this moment: the customer may have another one by now; a given recipient stays."""
    channel = communication.channel
    if communication.decision.get("recipient_given") and channel is not None and communication.recipient:
        return {channel: communication.recipient}
    return policy.addresses_on(communication.channel_order, wish.context, customer)
