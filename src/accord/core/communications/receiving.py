"""What providers report: receipts of what we sent. Replayed in any order they end in the same state."""

from collections.abc import Sequence
from datetime import timedelta

from accord.core import customers
from accord.core.context import Context
from accord.core.permissions import Permission

from . import consent, inbound, preference_store, receipt_store, recipient_store
from .addresses import digests
from .events import (
    CommunicationClicked,
    CommunicationDelivered,
    CommunicationFailed,
    CommunicationOpened,
)
from .outreach import Outreach
from .ports import Delivery, Receipt
from .receipt_store import Target
from .records import Communication, CommunicationStatus, SuppressionReason

WAITING_KEPT = timedelta(days=1)
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


async def record_delivery(ctx: Context, outreach: Outreach, delivery: Delivery) -> None:
    """Take in all that one call of a provider's webhook says, or nothing of it.

    The caller has verified that the call is authentic. Receipts of messages that are not known change nothing.
    """
    ctx.public()
    await _await_sends(ctx, delivery)
    if delivery.receipts:
        await _record_receipts(ctx, delivery.receipts)
    for message in delivery.messages:
        await inbound.receive(ctx, outreach, message)


async def absorb_waiting(ctx: Context, sent: Sequence[Communication]) -> None:
    """Apply receipts that arrived before our own note of the sending. The messages are held, and so are their names."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    adopted = await receipt_store.adopt(ctx.db, sent)
    for each in sent:
        if each.id in adopted:
            await _apply(ctx, [each], await receipt_store.receipts_of(ctx.db, each))


async def forget_waiting_receipts(ctx: Context) -> int:
    """Drop receipts for which no message was found within a day; how many."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    return await receipt_store.forget_waiting(ctx.db, before=ctx.now - WAITING_KEPT)


async def _record_receipts(ctx: Context, receipts: Sequence[Receipt]) -> None:
    names = _names_of(receipts)
    await receipt_store.lock_names(ctx.db, names)
    targets = {
        (target.provider, target.provider_id): target for target in await receipt_store.targets(ctx.db, names)
    }
    await customers.lock_customers(ctx.db, [target.customer_id for target in targets.values()])
    before = await receipt_store.lock(ctx.db, [target.id for target in targets.values()])
    paired = [(receipt, targets.get((receipt.provider, receipt.provider_id))) for receipt in receipts]
    noted = await receipt_store.note_all(ctx.db, paired, at=ctx.now)
    fresh = {(each.provider, each.event_key) for each in noted if each.communication_id is not None}
    applied = [
        (receipt, target)
        for receipt, target in paired
        if target is not None and (receipt.provider, receipt.event_key) in fresh
    ]
    touched = {target.id for _, target in applied}
    await _apply(ctx, [each for each in before if each.id in touched], applied)


async def _await_sends(ctx: Context, delivery: Delivery) -> None:
    """Nothing may be on its way to customers who opt out here. This comes before all locks: who waits holds nobody."""
    owners = {owner for message in delivery.messages for owner in await inbound.leaving(ctx, message)}
    unsubscribed = [receipt for receipt in delivery.receipts if receipt.event == UNSUBSCRIBED]
    if unsubscribed:
        targets = await receipt_store.targets(ctx.db, _names_of(unsubscribed))
        owners |= {target.customer_id for target in targets}
    for owner in sorted(owners):
        await preference_store.await_sends(ctx.db, owner)


def _names_of(receipts: Sequence[Receipt]) -> list[tuple[str, str]]:
    return sorted({(receipt.provider, receipt.provider_id) for receipt in receipts})


async def _apply(
    ctx: Context, before: list[Communication], receipts: Sequence[tuple[Receipt, Target]]
) -> None:
    if not before:
        return
    states = {each.id: each for each in before}
    for after in await receipt_store.compute(ctx.db, list(states)):
        await _tell(ctx, states[after.id], after)
    for receipt, target in receipts:
        await _heed(ctx, receipt, states[target.id])
    engaged = {
        target.customer_id
        for receipt, target in receipts
        if receipt.event in _ENGAGED and not receipt.by_machine
    }
    if engaged:
        await recipient_store.note_engagement(ctx.db, sorted(engaged), at=ctx.now)


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


async def _heed(ctx: Context, receipt: Receipt, communication: Communication) -> None:
    """Do what follows for the address or the customer."""
    channel, address = communication.channel, receipt.recipient or communication.recipient
    if channel is None:
        return
    if receipt.event == UNSUBSCRIBED:
        owner = await customers.survivor_of(ctx.db, communication.customer_id)
        await consent.note_choice(
            ctx, owner or communication.customer_id, channel, out=True, source=receipt.provider
        )
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
