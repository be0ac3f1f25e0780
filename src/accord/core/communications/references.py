"""Receipts that bring our own reference back: what a provider says of a message whose acceptance we never heard of.

An answer was lost, or is still on its way; or the message was sent again meanwhile, so that there are two copies. A
provider that brings a reference back has the message, and the reference tells which one that is.
"""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from accord.core.context import Context
from accord.core.interactions import Channel
from accord.kit.records import Record

from . import batch_store, outcomes, policy, recipient_store, reference_store, wording
from .delivering import Doubtful
from .outreach import Outreach
from .ports import Accepted, OutboundMessage, Receipt, Rendered
from .receipt_store import Target
from .records import Held

_REFERENCE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([a-z_]+)(?:\.[0-9]+)?")
Name = tuple[str, str]


class Referred(Record):
    """A message that a provider knows by a name that we do not, and by our reference."""

    id: UUID
    customer_id: UUID
    channel: Channel
    provider: str
    provider_id: str
    reference: str


async def find(ctx: Context, receipts: Sequence[Receipt], known: Collection[Name]) -> list[Referred]:
    """The messages of receipts whose names are not known, each name once. Nothing is held yet."""
    ctx.public()
    named: dict[Name, tuple[Receipt, tuple[UUID, Channel]]] = {}
    for receipt in receipts:
        message = _message_of(receipt.reference)
        if message is not None and (receipt.provider, receipt.provider_id) not in known:
            named.setdefault((receipt.provider, receipt.provider_id), (receipt, message))
    if not named:
        return []
    asked = {(*message, receipt.provider) for receipt, message in named.values()}
    tried = {
        (each.id, each.channel, each.provider): each for each in await reference_store.tried(ctx.db, asked)
    }
    return [
        Referred(
            id=made,
            customer_id=tried[made, channel, provider].customer_id,
            channel=channel,
            provider=provider,
            provider_id=provider_id,
            reference=receipt.reference or "",
        )
        for (provider, provider_id), (receipt, (made, channel)) in named.items()
        if (made, channel, provider) in tried
    ]


async def settle(ctx: Context, outreach: Outreach, referred: Sequence[Referred]) -> list[Target]:
    """Note that the provider has these messages; those of which its receipts tell.

    A message that is not sent yet is sent now, and no second copy follows. One that an operator has tried again, or
    that went out another way, stays what it is. Customers, messages and names are held.
    """
    ctx.public()
    found = []
    for each in referred:
        held = (await batch_store.hold_all(ctx.db, [each.id])).get(each.id)
        if held is not None and await _settle(ctx.as_system(), outreach, held, each):
            found.append(
                Target(
                    id=held.id,
                    customer_id=held.customer_id,
                    provider=each.provider,
                    provider_id=each.provider_id,
                    reference=each.reference,
                )
            )
    return found


async def _settle(ctx: Context, outreach: Outreach, held: Held, referred: Referred) -> bool:
    channel, provider, name = referred.channel, referred.provider, referred.provider_id
    is_elsewhere = held.sent_at is not None and (held.channel, held.provider) != (channel, provider)
    if is_elsewhere or wording.reference_of(held, channel) != referred.reference:
        return False
    since = await reference_store.take(ctx.db, held.id, channel, provider, name, at=ctx.now)
    if held.sent_at is None:
        doubtful = await _doubtful(ctx, outreach, held, channel, since or ctx.now)
        if doubtful is None:
            return False
        await outcomes.record_found(ctx, doubtful, Accepted(provider=provider, provider_id=name))
    return True


async def _doubtful(
    ctx: Context, outreach: Outreach, held: Held, channel: Channel, since: datetime
) -> Doubtful | None:
    """The message as it was when it was handed over on this channel."""
    customer = await recipient_store.hold(ctx.db, held.customer_id)
    if customer is None or channel not in held.channel_order:
        return None
    place = held.channel_order.index(channel)
    then, recipient, said = (
        held,
        held.recipient,
        Rendered(text=held.text or "", subject=held.subject, html=held.html),
    )
    if channel is not held.channel:
        recipient = policy.addresses_on([channel], held.context, customer).get(channel)
        said = wording.reworded(outreach, held, held.content, channel, customer)
        first_error = held.primary_channel_error if place else None
        then = replace(held, channel_index=place, fallback_used=place > 0, primary_channel_error=first_error)
    message = OutboundMessage(
        communication_id=held.id,
        channel=channel,
        recipient=recipient or "",
        reference=wording.reference_of(held, channel),
        text=said.text,
        subject=said.subject,
        html=said.html,
    )
    return Doubtful(communication=then, message=message, since=since)


def _message_of(reference: str | None) -> tuple[UUID, Channel] | None:
    found = _REFERENCE.fullmatch(reference or "")
    if found is None or found[2] not in set(Channel):
        return None
    return UUID(found[1]), Channel(found[2])
