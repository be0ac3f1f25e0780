"""What can be asked of delivery."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accord.core import customers
from accord.core.context import Context
from accord.core.errors import Invalid
from accord.core.permissions import Permission

from . import rules, store
from .records import DeliveryQuery, DeliveryReport


async def report_delivery(ctx: Context, query: DeliveryQuery) -> DeliveryReport:
    """The figures of what matches; of a customer's token, its own. Raises Invalid.

    A merged customer's id stands for its survivor; an unknown one, and another's to a customer, has no messages.
    """
    ctx.require(Permission.ANALYTICS_READ)
    start, end = rules.period_of(query, ctx.now.astimezone(ctx.zone).date())
    problems = rules.problems_of(start, end)
    if problems:
        raise Invalid(problems)
    filters: dict[str, Any] = {} if query.plan_id is None else {"plan_id": query.plan_id}
    named = query.customer_id or ctx.scope
    if named is not None:
        owner = await customers.survivor_of(ctx.db, named)
        if owner is None or ctx.scope not in (None, owner):
            return rules.report_of(start, end, [])
        filters["customer_id"] = owner
    found = await store.count(
        ctx.db,
        start=_midnight(start, ctx.zone),
        end=_midnight(end, ctx.zone, days=1),
        zone=ctx.zone.key,
        **filters,
    )
    return rules.report_of(start, end, found)


def _midnight(day: date, zone: ZoneInfo, *, days: int = 0) -> datetime:
    """When a day, or one so many days later, begins; the ends of the calendar count as such."""
    try:
        return datetime.combine(day + timedelta(days=days), datetime.min.time(), zone)
    except OverflowError:
        return datetime.max.replace(tzinfo=zone)
