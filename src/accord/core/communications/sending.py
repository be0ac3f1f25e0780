"""The act of sending: a message is decided about, written and queued. A worker does the rest."""

from typing import Any

from msgspec import structs

from accord.core.context import Context
from accord.core.customers import Customer
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.kit.ids import new_id

from . import endings, policy, recipient_store, store, strategy, timing, wording
from . import facts as known
from .addresses import IN_CONTEXT
from .events import CommunicationQueued
from .outreach import Outreach
from .policy import Choice, Facts, Wish
from .ports import Rendered
from .records import Communication, CommunicationStatus, NewCommunication


async def send(ctx: Context, outreach: Outreach, new: NewCommunication) -> Communication:
    """Have a message sent to a customer, of a merged one to its survivor. Raises NotFound (customer).

    It is committed with the caller's transaction and then taken by a worker: at once (`queued`), or later
    (`scheduled`). When no channel can be used it ends here, `suppressed`. What a customer's token sends goes to that
    customer's own addresses, whatever the context names: nobody writes to others in our name.
    """
    ctx.require(Permission.COMMUNICATIONS_CREATE, customer_id=new.customer_id)
    return await write(ctx, outreach, new if ctx.scope is None else _to_itself(new))


async def write(ctx: Context, outreach: Outreach, new: NewCommunication) -> Communication:
    """The same for the platform itself, which answers customers whoever asks. Raises NotFound (customer)."""
    ctx.public()
    customer = await recipient_store.hold(ctx.db, new.customer_id)
    if customer is None:
        raise NotFound("customer", new.customer_id)
    wish = _wish_of(new)
    addresses = policy.addresses_of(wish, customer)
    facts = await known.gather(ctx.db, customer, addresses, outreach, now=ctx.now)
    choice = policy.choose(wish, facts, outreach, now=ctx.now)
    if not choice.order:
        return await _suppress(ctx, new, customer, choice)
    moment = await _moment(ctx, outreach, new, wish, facts)
    return await _queue(ctx, outreach, new, facts, choice, moment)


def _to_itself(new: NewCommunication) -> NewCommunication:
    kept = {name: value for name, value in new.context.items() if name not in IN_CONTEXT}
    return structs.replace(new, context=kept, recipient=None)


def _wish_of(new: NewCommunication) -> Wish:
    return Wish(
        message_type=new.message_type,
        urgency=new.urgency,
        purpose=new.purpose,
        context=new.context,
        preferred_channel=new.preferred_channel,
        only_channel=new.only_channel,
        recipient=new.recipient,
        ignores_timing=new.ignores_timing,
    )


async def _moment(
    ctx: Context, outreach: Outreach, new: NewCommunication, wish: Wish, facts: Facts
) -> timing.Moment:
    waiting = []
    if outreach.timing is timing.Timing.BUSINESS:
        waiting = await store.waiting_times(ctx.db, facts.customer.id)
    moment = policy.when(
        wish, facts.preferences, outreach, now=ctx.now, earliest=new.send_at, waiting=waiting
    )
    hold = await known.find_hold(ctx.db, wish, facts.customer, outreach, now=ctx.now)
    return hold if hold is not None and hold.at > moment.at else moment


async def _queue(
    ctx: Context,
    outreach: Outreach,
    new: NewCommunication,
    facts: Facts,
    choice: Choice,
    moment: timing.Moment,
) -> Communication:
    channel = choice.order[0]
    later = moment.at > ctx.now
    language = new.language or facts.customer.language or wording.DEFAULT_LANGUAGE
    said = _said(outreach, new, facts.customer, choice, language)
    given = new.recipient is not None and new.only_channel is not None
    written = await store.add(
        ctx.db,
        **_asked(new, ctx, facts.customer),
        language=language,
        channel=channel,
        channel_order=[each.value for each in choice.order],
        status=CommunicationStatus.SCHEDULED if later else CommunicationStatus.QUEUED,
        reason=moment.reason if later else None,
        decision=choice.told() | ({"recipient_given": True} if given else {}),
        recipient=facts.addresses[channel],
        subject=said.subject,
        text=said.text,
        html=said.html,
        scheduled_at=moment.at if later else None,
        due_at=moment.at,
        next_attempt_at=moment.at,
    )
    await store.notify(ctx.db, store.DUE, channel)
    await _tell_queued(ctx, written)
    return written


def _said(
    outreach: Outreach, new: NewCommunication, customer: Customer, choice: Choice, language: str
) -> Rendered:
    """What the message says on its first channel. An author's subject and HTML stay, for a fallback to e-mail."""
    if new.text is not None:
        return Rendered(text=new.text, subject=new.subject, html=new.html)
    return wording.worded(
        outreach,
        choice.order[0],
        customer,
        message_type=new.message_type,
        language=language,
        context=new.context,
    )


async def _suppress(ctx: Context, new: NewCommunication, customer: Customer, choice: Choice) -> Communication:
    written = await store.add(
        ctx.db,
        **_asked(new, ctx, customer),
        status=CommunicationStatus.SUPPRESSED,
        reason=choice.reason,
        decision=choice.told(),
        subject=new.subject,
        text=new.text,
        html=new.html,
        due_at=ctx.now,
        suppressed_at=ctx.now,
    )
    await endings.tell_suppressed(ctx, written)
    return written


def _asked(new: NewCommunication, ctx: Context, customer: Customer) -> dict[str, Any]:
    """The columns that say what was asked for."""
    return {
        "id": new_id(),
        "customer_id": customer.id,
        "plan_id": new.plan_id,
        "origin": new.origin,
        "sender": new.sender or new.origin,
        "message_type": new.message_type,
        "purpose": new.purpose,
        "urgency": new.urgency,
        "priority": strategy.priority_of(new.message_type, new.urgency),
        "preferred_channel": new.preferred_channel,
        "context": new.context,
        "metadata": new.metadata,
        "authored": new.text is not None,
        "ignores_timing": new.ignores_timing,
        "created_at": ctx.now,
    }


async def _tell_queued(ctx: Context, written: Communication) -> None:
    await ctx.emit(
        CommunicationQueued(
            customer_id=written.customer_id,
            subject_id=written.id,
            message_type=written.message_type,
            origin=written.origin,
            channel=written.channel,
            status=written.status,
            reason=written.reason,
        )
    )
