"""Looking at messages."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from msgspec import structs

from accord.core import customers
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.kit.paging import Slice

from . import store
from .records import Communication, CommunicationDetail, CommunicationQuery, DeliveryEvent, DeliveryFigures

A_SECOND = timedelta(seconds=1)


async def get_communication(
    ctx: Context, communication_id: UUID, *, origins: Collection[str] = ()
) -> CommunicationDetail:
    """A message with its content, its attempts and its log; of these origins, if any are given. Raises NotFound."""
    ctx.require(Permission.COMMUNICATIONS_READ)
    found = await store.find(ctx.db, communication_id)
    if found is None or ctx.scope not in (None, found.customer_id):
        raise NotFound("communication", communication_id)
    if origins and found.origin not in origins:
        raise NotFound("communication", communication_id)
    return CommunicationDetail(
        communication=found,
        content=await store.content_of(ctx.db, found.id),
        attempts=await store.attempts_of(ctx.db, found.id),
        log=_in_order(_told_once(await store.log_of(ctx.db, found.id)), found),
    )


async def find_communication(ctx: Context, communication_id: UUID) -> Communication | None:
    """A message without its content."""
    ctx.require(Permission.COMMUNICATIONS_READ)
    found = await store.find(ctx.db, communication_id)
    return None if found is not None and ctx.scope not in (None, found.customer_id) else found


async def list_communications(ctx: Context, query: CommunicationQuery) -> Slice[Communication]:
    """Messages that match, newest first; a customer's token sees its own only.

    The id of a merged customer stands for its survivor; an unknown one matches nothing.
    """
    ctx.require(Permission.COMMUNICATIONS_READ)
    if query.customer_id is None:
        return await store.page(ctx.db, query, only=ctx.scope)
    owner = await customers.survivor_of(ctx.db, query.customer_id)
    if owner is None:
        return Slice([], 0 if query.page.want_total else None)
    return await store.page(ctx.db, _of(query, owner), only=ctx.scope)


async def delivery_figures(ctx: Context) -> DeliveryFigures:
    """How sending goes, for health pages: open to whoever may see them."""
    ctx.public()
    return await store.figures(ctx.db, now=ctx.now)


def _of(query: CommunicationQuery, owner: UUID) -> CommunicationQuery:
    return structs.replace(query, customer_id=owner)


def _in_order(log: list[DeliveryEvent], sent: Communication) -> list[DeliveryEvent]:
    """The log by time. Most providers tell whole seconds: what came within the second of the sending followed it."""
    at = sent.sent_at
    if at is None:
        return log
    followed = [
        structs.replace(event, occurred_at=at) if at - A_SECOND < event.occurred_at < at else event
        for event in log
        if event.provider != store.OWN
    ]
    ours = [event for event in log if event.provider == store.OWN]
    return sorted([*ours, *followed], key=lambda event: event.occurred_at)


def _told_once(log: list[DeliveryEvent]) -> list[DeliveryEvent]:
    """The log, in which a provider's own `sent` does not follow ours: both say that the message was taken."""
    ours = any(event.event == "sent" and event.provider == store.OWN for event in log)
    return [event for event in log if not (ours and event.event == "sent" and event.provider != store.OWN)]
