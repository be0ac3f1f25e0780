"""What can be done with policies and calendars."""

from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import Permission

from . import rules, store
from .events import SLACalendarCreated, SLAPolicyCreated
from .records import Calendar, NewCalendar, NewPolicy, Policy


async def create_calendar(ctx: Context, new: NewCalendar) -> Calendar:
    """Lay down times of work. Raises Invalid."""
    ctx.require(Permission.SLAS_CREATE)
    ctx.forbid_customers(Permission.SLAS_CREATE)
    rules.ensure_sound_calendar(new)
    calendar = await store.add_calendar(ctx.db, new, at=ctx.now)
    await ctx.emit(SLACalendarCreated(subject_id=calendar.id))
    return calendar


async def create_policy(ctx: Context, new: NewPolicy) -> Policy:
    """Promise something from now on; clocks that run already keep what was promised for them.

    Raises Invalid, NotFound (calendar), PolicyReplaced.
    """
    ctx.require(Permission.SLAS_CREATE)
    ctx.forbid_customers(Permission.SLAS_CREATE)
    rules.ensure_sound_policy(new)
    if new.calendar_id is not None and await store.find_calendar(ctx.db, new.calendar_id) is None:
        raise NotFound("calendar", new.calendar_id)
    policy = await store.add_policy(ctx.db, new, at=ctx.now)
    await ctx.emit(
        SLAPolicyCreated(
            subject_id=policy.id,
            subject_kind=policy.subject_kind,
            clock=policy.kind,
            priority=policy.priority,
            tier=policy.tier,
        )
    )
    return policy


async def list_policies(ctx: Context) -> list[Policy]:
    """What is promised now, by subject, kind, tier and priority."""
    ctx.require(Permission.SLAS_READ)
    ctx.forbid_customers(Permission.SLAS_READ)
    return await store.list_policies(ctx.db)
