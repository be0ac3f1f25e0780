"""What the contact policy is told of a customer, read at the moment of a decision."""

from datetime import datetime

from accord.core.customers import Customer
from accord.core.interactions import Channel
from accord.kit.db import Db

from . import policy, preference_store, recipient_store, timing, wishes
from .addresses import digest
from .outreach import Outreach
from .policy import Facts, Wish
from .records import Purpose


async def gather(
    db: Db,
    customer: Customer,
    addresses: dict[Channel, str],
    outreach: Outreach,
    *,
    now: datetime,
) -> Facts:
    """The customer's wishes, and what is known of these addresses. The customer must be held."""
    stored = await preference_store.find(db, customer.id)
    if stored is None:
        raise LookupError("the customer is held, so it is there")
    digests = {channel: digest(channel, address) for channel, address in addresses.items()}
    wrote_at = None
    if Channel.WHATSAPP in addresses and outreach.session_templates is not None:
        since = now - policy.SESSION
        wrote_at = await recipient_store.last_inbound_at(db, customer.id, Channel.WHATSAPP, since=since)
    return Facts(
        customer=customer,
        preferences=wishes.preferences_of(stored),
        addresses=addresses,
        suppressed=await preference_store.suppressed(db, digests),
        last_whatsapp_at=wrote_at,
    )


async def find_hold(
    db: Db, wish: Wish, customer: Customer, outreach: Outreach, *, now: datetime
) -> timing.Moment | None:
    """Until when a promotional message must wait; None when it need not, or is none."""
    if wish.purpose is not Purpose.PROMOTIONAL:
        return None
    has_open_case = outreach.live is not None and await outreach.live.open_case(db, customer.id)
    most = outreach.promotional_per_day
    since = now - policy.CAP_WINDOW
    lately = await recipient_store.promoted_at(db, customer.id, since=since) if most else []
    return policy.held(wish, has_open_case=has_open_case, lately=lately, most=most, now=now)
