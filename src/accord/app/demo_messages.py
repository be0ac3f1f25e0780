"""What the invented organisation wrote to its customers, and what became of it."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from accord.core import communications
from accord.core.communications import (
    Accepted,
    Communication,
    Delivery,
    FailureKind,
    NewCommunication,
    Ready,
    Receipt,
    Refused,
    Turn,
)
from accord.core.context import SYSTEM, Context
from accord.core.customers import Customer
from accord.core.interactions import Channel

from .compose import Platform

PROVIDER = "demo"
WORKER = UUID(int=0)
_DAY_BEGINS = 10
# What is written in turn, and what is heard of it afterwards: minutes later, and what.
_PARTY: dict[str, object] = {"event_type": "garden party", "event_date": "2026-12-15", "currency": "EUR"}
_VENDORS = [
    {"name": "Savanna Catering", "category": "food", "price": 4200},
    {"name": "Atlas Strings", "category": "music", "price": 950},
]
_LETTERS: tuple[tuple[str, dict[str, object]], ...] = (
    ("welcome", {"planner_name": "Njeri Kamau"}),
    ("budget_summary", _PARTY | {"budget_strategies": [{"name": "All inclusive", "total": 12500}]}),
    ("vendor_options", _PARTY | {"vendors": _VENDORS}),
    ("reminder", {"task": "choose the menu", "due_date": "2026-12-01"}),
    ("blueprint_delivery", _PARTY | {"summary": "Sixty guests, from four in the afternoon."}),
)
_ECHOES: tuple[tuple[tuple[int, str], ...], ...] = (
    ((1, "delivered"), (42, "opened"), (43, "clicked")),
    ((1, "delivered"), (190, "opened")),
    ((2, "delivered"),),
    (),
    ((1, "delivered"), (5, "opened")),
)
_REFUSED_EVERY = 13


async def write_to(platform: Platform, customer: Customer, number: int, at: datetime) -> None:
    """One message to a customer, in the daytime; it went out at once, and its receipts came later."""
    at = at.replace(hour=_DAY_BEGINS, minute=number % 60)
    kind, told = _LETTERS[number % len(_LETTERS)]
    is_refused = number % _REFUSED_EVERY == _REFUSED_EVERY - 1
    new = NewCommunication(
        customer_id=customer.id,
        message_type=kind,
        origin="engagement",
        plan_id=uuid5(customer.id, "plan"),
        context=told,
        only_channel=Channel.EMAIL if is_refused else None,
    )
    async with platform.context(SYSTEM, via="engagement", now=at) as ctx:
        written = await communications.send(ctx, platform.outreach, new)
        ready = await _begin(ctx, platform, written)
        if ready is None:
            return
        if is_refused:
            await _refuse(ctx, platform, ready)
            return
        name = f"demo-{written.id}"
        await communications.record_accepted(ctx, [(ready, Accepted(provider=PROVIDER, provider_id=name))])
    await _hear(platform, name, _ECHOES[number % len(_ECHOES)], at)


async def _begin(ctx: Context, platform: Platform, written: Communication) -> Ready | None:
    """Begin to send it in the transaction that wrote it: no worker sees it waiting."""
    if written.channel is None:
        return None
    turn = Turn(worker=WORKER, provider=PROVIDER, lease_seconds=60.0)
    for leased in await communications.lease_due(ctx, written.channel, turn, most=1):
        begun = await communications.begin_attempt(ctx, platform.outreach, leased, turn)
        if isinstance(begun, Ready):
            return begun
    return None


async def _refuse(ctx: Context, platform: Platform, ready: Ready) -> None:
    """An address that nobody has."""
    refused = Refused(
        provider=PROVIDER, kind=FailureKind.PERMANENT, code="550", message="5.1.1 There is no such mailbox"
    )
    turn = Turn(worker=WORKER, provider=PROVIDER, lease_seconds=60.0)
    await communications.record_refused(ctx, platform.outreach, ready, refused, turn, chance=0.5)


async def _hear(platform: Platform, name: str, echoes: tuple[tuple[int, str], ...], at: datetime) -> None:
    for minutes, event in echoes:
        heard = at + timedelta(minutes=minutes)
        receipt = Receipt(
            provider=PROVIDER,
            event_key=f"{name}:{event}",
            provider_id=name,
            event=event,
            occurred_at=heard,
        )
        async with platform.context(SYSTEM, via="engagement", now=heard) as ctx:
            await communications.record_delivery(ctx, platform.outreach, Delivery(receipts=(receipt,)))
