"""What providers report: receipts of what we sent. Replayed in any order they end in the same state."""

from collections.abc import Sequence
from datetime import timedelta

from accord.core import customers
from accord.core.context import Context
from accord.core.permissions import Permission

from . import effects, inbound, preference_store, receipt_store, references
from .effects import COMPLAINED, UNSUBSCRIBED
from .outreach import Outreach
from .ports import Delivery, Receipt
from .receipt_store import Target
from .records import Communication
from .references import Referred

WAITING_KEPT = timedelta(days=1)
# What a person wants counts whichever copy of a message it is said of.
_WISHES = frozenset({COMPLAINED, UNSUBSCRIBED})


async def record_delivery(ctx: Context, outreach: Outreach, delivery: Delivery) -> None:
    """Take in all that one call of a provider's webhook says, or nothing of it.

    The caller has verified that the call is authentic. Receipts of messages that are not known change nothing.
    """
    ctx.public()
    await _await_sends(ctx, delivery)
    if delivery.receipts:
        await _record_receipts(ctx, outreach, delivery.receipts)
    for message in delivery.messages:
        await inbound.receive(ctx, outreach, message)


async def forget_waiting_receipts(ctx: Context) -> int:
    """Drop receipts for which no message was found within a day; how many."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    return await receipt_store.forget_waiting(ctx.db, before=ctx.now - WAITING_KEPT)


async def _record_receipts(ctx: Context, outreach: Outreach, receipts: Sequence[Receipt]) -> None:
    targets, others, before = await _hold(ctx, outreach, receipts)
    paired = [(receipt, targets.get(_name(receipt))) for receipt in receipts]
    noted = await receipt_store.note_all(ctx.db, paired, at=ctx.now)
    fresh = {(each.provider, each.event_key) for each in noted if each.communication_id is not None}
    applied = [
        (receipt, target)
        for receipt, target in paired
        if target is not None and (receipt.provider, receipt.event_key) in fresh
    ]
    touched = {target.id for _, target in applied}
    await effects.apply(ctx, [each for each in before if each.id in touched], applied)
    news = {(each.provider, each.event_key) for each in noted}
    for receipt in receipts:
        other = others.get(_name(receipt))
        if other is not None and receipt.event in _WISHES and (receipt.provider, receipt.event_key) in news:
            await effects.heed(ctx, receipt, other.channel, other.customer_id, address=receipt.recipient)


async def _hold(
    ctx: Context, outreach: Outreach, receipts: Sequence[Receipt]
) -> tuple[dict[references.Name, Target], dict[references.Name, Referred], list[Communication]]:
    """The messages that the receipts are about, held after their customers: by names, and as they are before.

    Between the two those that went another way meanwhile: what receipts tell of these changes no message.
    """
    names = _names_of(receipts)
    await receipt_store.lock_names(ctx.db, names)
    targets = await receipt_store.targets(ctx.db, names)
    referred = await references.find(ctx, receipts, {_name(each) for each in targets})
    owners = {each.id: each.customer_id for each in targets} | {
        each.id: each.customer_id for each in referred
    }
    await customers.lock_customers(ctx.db, list(owners.values()))
    before = await receipt_store.lock(ctx.db, list(owners))
    if referred:
        targets += await references.settle(ctx, outreach, referred)
        before = await receipt_store.lock(ctx.db, list(owners))
    named = {_name(each): each for each in targets}
    return named, {_name(each): each for each in referred if _name(each) not in named}, before


async def _await_sends(ctx: Context, delivery: Delivery) -> None:
    """Nothing may be on its way to customers who opt out here. This comes before all locks: who waits holds nobody."""
    owners = {owner for message in delivery.messages for owner in await inbound.leaving(ctx, message)}
    unsubscribed = [receipt for receipt in delivery.receipts if receipt.event == UNSUBSCRIBED]
    if unsubscribed:
        targets = await receipt_store.targets(ctx.db, _names_of(unsubscribed))
        referred = await references.find(ctx, unsubscribed, {_name(each) for each in targets})
        owners |= {target.customer_id for target in targets} | {each.customer_id for each in referred}
    for owner in sorted(owners):
        await preference_store.await_sends(ctx.db, owner)


def _names_of(receipts: Sequence[Receipt]) -> list[tuple[str, str]]:
    return sorted({_name(receipt) for receipt in receipts})


def _name(named: Receipt | Target | Referred) -> references.Name:
    return named.provider, named.provider_id
