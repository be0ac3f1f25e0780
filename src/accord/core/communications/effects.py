"""What follows from receipts: the state of their messages, what is told of it, and whom nobody writes to any more."""

from collections.abc import Sequence
from uuid import UUID

from accord.core import customers
from accord.core.context import Context
from accord.core.interactions import Channel
from accord.core.permissions import Permission

from . import consent, preference_store, receipt_store, recipient_store, wording
from .addresses import digests
from .events import (
    CommunicationClicked,
    CommunicationDelivered,
    CommunicationFailed,
    CommunicationOpened,
)
from .ports import Receipt
from .receipt_store import Target
from .records import Communication, CommunicationStatus, SuppressionReason

COMPLAINED, UNSUBSCRIBED, BOUNCED = "complained", "unsubscribed", "bounced"
_ENGAGED = frozenset({"opened", "clicked"})
_LOST = (CommunicationStatus.FAILED, CommunicationStatus.BOUNCED)
_TOLD: tuple[
    tuple[
        CommunicationStatus,
        type[CommunicationDelivered] | type[CommunicationOpened] | type[CommunicationClicked],
    ],
    ...,
] = (
    (CommunicationStatus.DELIVERED, CommunicationDelivered),
    (CommunicationStatus.OPENED, CommunicationOpened),
    (CommunicationStatus.CLICKED, CommunicationClicked),
)


async def absorb_waiting(ctx: Context, sent: Sequence[Communication]) -> None:
    """Apply receipts that arrived before our own note of the sending. The messages are held, and so are their names."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    adopted = await receipt_store.adopt(ctx.db, sent)
    for each in sent:
        if each.id in adopted:
            await apply(ctx, [each], await receipt_store.receipts_of(ctx.db, each))


async def apply(
    ctx: Context, before: list[Communication], receipts: Sequence[tuple[Receipt, Target]]
) -> None:
    """Apply receipts to messages that are held, which were `before` as they are given."""
    ctx.public()
    if not before:
        return
    states = {each.id: each for each in before}
    for after in await receipt_store.compute(ctx.db, _references(before)):
        await _tell(ctx, states[after.id], after)
    for receipt, target in receipts:
        sent = states[target.id]
        if sent.channel is not None:
            await heed(
                ctx, receipt, sent.channel, sent.customer_id, address=receipt.recipient or sent.recipient
            )
    engaged = {
        target.customer_id
        for receipt, target in receipts
        if receipt.event in _ENGAGED and not receipt.by_machine
    }
    if engaged:
        await recipient_store.note_engagement(ctx.db, sorted(engaged), at=ctx.now)


def _references(communications: Sequence[Communication]) -> dict[UUID, str]:
    """What tells that a provider's name is one of these messages', besides the name that the first copy has."""
    return {
        each.id: wording.reference_of(each, each.channel) if each.channel else "" for each in communications
    }


async def _tell(ctx: Context, before: Communication, after: Communication) -> None:
    """Emit what became of a message: each thing when it is known for the first time."""
    for status, event in _TOLD:
        stamp = f"{status}_at"
        if getattr(before, stamp) is None and getattr(after, stamp) is not None:
            await ctx.emit(
                event(
                    customer_id=after.customer_id,
                    subject_id=after.id,
                    message_type=after.message_type,
                    origin=after.origin,
                    channel=after.channel,
                )
            )
    if after.status is not before.status and after.status in _LOST:
        await ctx.emit(
            CommunicationFailed(
                customer_id=after.customer_id,
                subject_id=after.id,
                message_type=after.message_type,
                origin=after.origin,
                channel=after.channel,
                status=after.status,
                category=after.error_category,
            )
        )


async def heed(
    ctx: Context, receipt: Receipt, channel: Channel, customer_id: UUID, *, address: str | None
) -> None:
    """Do what follows for the address or the customer."""
    ctx.public()
    if receipt.event == UNSUBSCRIBED:
        owner = await customers.survivor_of(ctx.db, customer_id)
        await consent.note_choice(ctx, owner or customer_id, channel, out=True, source=receipt.provider)
    reason = _suppression(receipt)
    if reason is not None and address:
        await preference_store.suppress(
            ctx.db, channel, digests(channel, address), reason=reason, at=ctx.now, source=receipt.provider
        )


def _suppression(receipt: Receipt) -> SuppressionReason | None:
    if receipt.event == COMPLAINED:
        return SuppressionReason.COMPLAINT
    if receipt.event == BOUNCED and receipt.is_permanent:
        return SuppressionReason.HARD_BOUNCE
    return None
