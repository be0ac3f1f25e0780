"""What customers write to us: kept on their timeline, read for what they ask, and answered where that is due."""

from typing import Any
from uuid import UUID

from accord.core.context import Context
from accord.kit.ids import new_id

from . import consent, preference_store, receipt_store, recipient_store, sending, store, words
from .addresses import normalised
from .events import MessageReceived
from .outreach import Outreach
from .ports import InboundMessage
from .records import CommunicationStatus, Direction, Intent, NewCommunication, Urgency

RECEIVED = "received"
ORIGIN = "inbound"


async def receive(ctx: Context, outreach: Outreach, message: InboundMessage) -> None:
    """Take in a message from somebody, once. One from an address that no customer has is not kept.

    Nothing is on its way to those who are `leaving`.
    """
    ctx.public()
    intent = _intent_of(message)
    address = normalised(message.channel, message.sender)
    owners = await _owners_of(ctx, message)
    if not owners:
        await _heed(ctx, message, owners, intent)
        return
    for owner in sorted(owners):
        await preference_store.lock_customer(ctx.db, owner)
    if not await _keep(ctx, message, owners[0], intent):
        return
    await _heed(ctx, message, owners, intent)
    await recipient_store.note_engagement(ctx.db, owners[:1], at=ctx.now)
    if message.meant is None and words.asks_for_help(message.text):
        await _answer_help(ctx, outreach, message, owners[0], address)


async def leaving(ctx: Context, message: InboundMessage) -> list[UUID]:
    """The customers whom a message opts out of its channel."""
    ctx.public()
    return await _owners_of(ctx, message) if _intent_of(message) is Intent.OPT_OUT else []


def _intent_of(message: InboundMessage) -> Intent:
    return message.meant or words.intent_of(message.text)


async def _owners_of(ctx: Context, message: InboundMessage) -> list[UUID]:
    """The customers who have the sender's address, the one we wrote to last first."""
    return await recipient_store.owners_of(ctx.db, message.channel, message.sender)


async def _keep(ctx: Context, message: InboundMessage, owner: UUID, intent: Intent) -> bool:
    """Write the message; whether it is new."""
    made = new_id()
    if not await receipt_store.note_received(
        ctx.db, made, owner, provider=message.provider, event_key=message.event_key, at=ctx.now
    ):
        return False
    told: dict[str, Any] = {"intent": intent.value, "from": message.sender}
    if message.in_reply_to:
        told["in_reply_to"] = message.in_reply_to
    if intent is Intent.SELECTION:
        told["selection"] = words.selected(message.text)
    kept = await store.add(
        ctx.db,
        id=made,
        customer_id=owner,
        direction=Direction.INBOUND,
        origin=ORIGIN,
        sender=ORIGIN,
        message_type=ORIGIN,
        status=CommunicationStatus.DELIVERED,
        channel=message.channel,
        recipient=message.recipient or None,
        subject=message.subject,
        text=message.text,
        authored=True,
        metadata=told,
        provider=message.provider,
        created_at=ctx.now,
        delivered_at=message.sent_at or ctx.now,
    )
    await receipt_store.connect(ctx.db, kept.id, owner, message.provider, message.event_key)
    await ctx.emit(
        MessageReceived(customer_id=owner, subject_id=kept.id, channel=message.channel, intent=intent)
    )
    return True


async def _heed(ctx: Context, message: InboundMessage, owners: list[UUID], intent: Intent) -> None:
    if intent in (Intent.OPT_OUT, Intent.OPT_IN):
        out = intent is Intent.OPT_OUT
        await consent.note_word(
            ctx, message.channel, message.sender, owners, out=out, source=message.provider
        )


async def _answer_help(
    ctx: Context, outreach: Outreach, message: InboundMessage, owner: UUID, address: str
) -> None:
    answer = NewCommunication(
        customer_id=owner,
        message_type="help",
        origin=ORIGIN,
        urgency=Urgency.HIGH,
        only_channel=message.channel,
        recipient=address,
        subject=message.subject and f"Re: {message.subject}",
        text=outreach.help_text,
        ignores_timing=True,
    )
    await sending.write(ctx, outreach, answer)
