"""Clocks, for the features whose promises they are. A caller holds its subject's lock."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from accord.core.customers import SLATier
from accord.kit.db import Db

from . import explaining, rules, store
from .counting import Counting
from .records import Clock, ClockKind, ClockState, Explanation, Policy, Priority, Promise, SubjectKind


async def promise(
    db: Db,
    subject_kind: SubjectKind,
    kind: ClockKind,
    *,
    priority: Priority,
    tier: SLATier | None = None,
    at: datetime,
    zone: ZoneInfo,
) -> Promise | None:
    """What the policies promise for work that begins at a time; None when nothing. `zone` is the organisation's."""
    policy = await store.applying_policy(db, subject_kind, kind, priority, tier)
    if policy is None:
        return None
    calendar = await store.find_calendar(db, policy.calendar_id)
    place = (calendar and calendar.zone) or zone.key
    due_at, warn_at = rules.times_from(at, policy, rules.counting_of(policy, calendar, place))
    return Promise(
        subject_kind=subject_kind,
        kind=kind,
        policy_id=policy.id,
        zone=place,
        started_at=at,
        due_at=due_at,
        warn_at=warn_at,
    )


async def start_clock(db: Db, promised: Promise, *, subject_id: UUID, customer_id: UUID) -> Clock:
    """Hold a promise to a subject: its clock runs."""
    return await store.start(db, promised, subject_id=subject_id, customer_id=customer_id)


async def stop_clocks(db: Db, kind: SubjectKind, subject_id: UUID, *, at: datetime) -> None:
    """Say that the promises of a subject were kept, or broken, at a time: they count no further."""
    await store.stop(db, kind, subject_id, at=at)


async def turn_clocks(
    db: Db, kind: SubjectKind, subject_id: UUID, *, to: ClockState, at: datetime
) -> list[Clock]:
    """Have the clocks of a subject run or pause, and as if they had never stopped; the clocks after that.

    Only policies that pause let a clock pause. After a pause the rest of the target counts from now on.
    """
    return [await _turn(db, clock, to=to, at=at) for clock in await store.unstop(db, kind, subject_id)]


async def delete_clocks(db: Db, kind: SubjectKind, subject_id: UUID) -> None:
    """Forget the promises of a subject that is deleted."""
    await store.remove(db, kind, subject_id)


async def explain_clock(
    db: Db, subject_kind: SubjectKind, subject_id: UUID, kind: ClockKind
) -> Explanation | None:
    """Why a subject is due when it is; None when nothing was promised."""
    found = [clock for clock in await store.of_subject(db, subject_kind, subject_id) if clock.kind is kind]
    if not found:
        return None
    policy = await _policy_of(db, found[0])
    calendar = await store.find_calendar(db, policy.calendar_id)
    return explaining.explain(found[0], policy, calendar)


async def _turn(db: Db, clock: Clock, *, to: ClockState, at: datetime) -> Clock:
    if to is ClockState.RUNNING and clock.paused_at is None:
        return clock
    policy = await _policy_of(db, clock)
    counting = await _counting_of(db, clock, policy)
    columns = rules.turned(clock, policy, counting, to=to, at=at)
    return await store.change(db, clock.id, columns) if columns else clock


async def _counting_of(db: Db, clock: Clock, policy: Policy) -> Counting:
    return rules.counting_of(policy, await store.find_calendar(db, policy.calendar_id), clock.zone)


async def _policy_of(db: Db, clock: Clock) -> Policy:
    policy = await store.find_policy(db, clock.policy_id)
    if policy is None:
        raise LookupError("a clock's policy is kept for as long as the clock")
    return policy
