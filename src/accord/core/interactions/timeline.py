"""The timeline: the log of events, seen by customer."""

from collections.abc import Sequence
from uuid import UUID

from accord.core import customers
from accord.core import events as log
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.events import StoredEvent
from accord.core.permissions import Permission
from accord.kit.paging import Slice

from .records import TimelineActor, TimelineEntry, TimelineKey


async def list_timeline(
    ctx: Context,
    customer_id: UUID,
    *,
    types: Sequence[str] | None = None,
    after: TimelineKey | None = None,
    limit: int = 50,
) -> Slice[TimelineEntry]:
    """What happened to a customer, newest first; at most `limit`, after the key `after`. Raises NotFound.

    `types` keeps events of these types only. A merged customer's id stands for its survivor, whose timeline
    tells what happened to both: the log is never rewritten, the merged one's events are found by its old id.
    """
    ctx.require(Permission.CUSTOMERS_READ)
    family = await customers.family_of(ctx.db, customer_id)
    if not family or ctx.scope not in (None, family[0]):
        raise NotFound("customer", customer_id)
    found = await log.page_of_customers(ctx.db, family, types=types, before=after, limit=limit + 1)
    return Slice([_entry(event) for event in found[:limit]], has_more=len(found) > limit)


def _entry(event: StoredEvent) -> TimelineEntry:
    return TimelineEntry(
        id=event.id,
        type=event.type,
        occurred_at=event.occurred_at,
        actor=TimelineActor(kind=event.actor_kind, id=event.actor_id, name=event.actor_name),
        via=event.via,
        subject_id=event.subject_id,
        data=event.data,
    )
