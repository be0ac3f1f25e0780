"""What the contact policy is told of a customer, read at the moment of a decision."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accord.core.customers import Customer
from accord.core.interactions import Channel
from accord.kit.db import Db

from . import policy, preference_store, recipient_store, timing, wishes
from .addresses import digest
from .outreach import Outreach
from .policy import Facts, Wish
from .records import Purpose

Addresses = dict[Channel, str]


async def gather(
    db: Db, customer: Customer, addresses: Addresses, outreach: Outreach, *, now: datetime
) -> Facts:
    """The customer's wishes, and what is known of these addresses. The customer must be held."""
    (facts,) = await gather_all(db, [(customer, addresses)], outreach, now=now)
    return facts


async def gather_all(
    db: Db, recipients: Sequence[tuple[Customer, Addresses]], outreach: Outreach, *, now: datetime
) -> list[Facts]:
    """The same for several customers, in their order."""
    ids = {customer.id for customer, _ in recipients}
    stored = await preference_store.find_all(db, ids)
    if len(stored) < len(ids):
        raise LookupError("the customers are held, so they are there")
    suppressed = await preference_store.suppressed(
        db, {each for _, addresses in recipients for each in _digests(addresses)}
    )
    wrote = await _wrote_at(db, recipients, outreach, now=now)
    return [
        Facts(
            customer=customer,
            preferences=wishes.preferences_of(stored[customer.id]),
            addresses=addresses,
            suppressed=frozenset(channel for channel, _ in suppressed.intersection(_digests(addresses))),
            last_whatsapp_at=wrote.get(customer.id),
        )
        for customer, addresses in recipients
    ]


def _digests(addresses: Addresses) -> list[tuple[Channel, bytes]]:
    return [(channel, digest(channel, address)) for channel, address in addresses.items()]


async def _wrote_at(
    db: Db, recipients: Sequence[tuple[Customer, Addresses]], outreach: Outreach, *, now: datetime
) -> dict[UUID, datetime]:
    """When customers last wrote on WhatsApp, where that matters."""
    asked = {customer.id for customer, addresses in recipients if Channel.WHATSAPP in addresses}
    if not asked or outreach.session_templates is None:
        return {}
    since = now - policy.SESSION
    return await recipient_store.last_inbound(db, asked, Channel.WHATSAPP, since=since)


async def queue_up(db: Db, recipients: Sequence[tuple[Customer, Wish]], outreach: Outreach) -> None:
    """Have whoever counts promotions of the same customers wait for one another."""
    promoted = {customer.id for customer, wish in recipients if wish.purpose is Purpose.PROMOTIONAL}
    if promoted and outreach.promotional_per_day:
        await recipient_store.queue_up(db, promoted)


async def find_hold(
    db: Db,
    wish: Wish,
    customer: Customer,
    outreach: Outreach,
    *,
    now: datetime,
    going: int = 0,
    besides: UUID | None = None,
) -> timing.Moment | None:
    """Until when a promotional message must wait; None when it need not, or is none.

    `going` others are about to be sent to the customer; `besides` is the message itself, if it is written.
    """
    if wish.purpose is not Purpose.PROMOTIONAL:
        return None
    has_open_case = outreach.live is not None and await outreach.live.open_case(db, customer.id)
    most = outreach.promotional_per_day
    since = now - policy.CAP_WINDOW
    lately = (
        await recipient_store.promoted_at(db, customer.id, since=since, now=now, besides=besides)
        if most
        else []
    )
    lately += [now] * going
    return policy.held(wish, has_open_case=has_open_case, lately=lately, most=most, now=now)
