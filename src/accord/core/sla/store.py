"""The SQL of policies, calendars and clocks."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, insert, select, update

from accord.core.customers import SLATier
from accord.kit.db import Db, Statement, UniqueViolation, columns_of, statement
from accord.kit.ids import new_id

from .errors import PolicyReplaced
from .records import (
    Calendar,
    Clock,
    ClockKind,
    NewCalendar,
    NewPolicy,
    Policy,
    Priority,
    Promise,
    SubjectKind,
)
from .tables import calendars, clocks, policies

CALENDAR = columns_of(Calendar, calendars)
POLICY = columns_of(Policy, policies)
SHOWN = columns_of(Clock, clocks)

FIND_CALENDAR = statement(select(*CALENDAR).where(calendars.c.id == bindparam("id")), Calendar)
FIND_POLICY = statement(select(*POLICY).where(policies.c.id == bindparam("id")), Policy)
LIST_POLICIES = statement(
    select(*POLICY)
    .where(policies.c.is_active)
    .order_by(policies.c.subject_kind, policies.c.kind, policies.c.tier, policies.c.priority, policies.c.id),
    Policy,
)
# A policy of the customer's tier comes before one for all others.
APPLYING = statement(
    select(*POLICY)
    .where(
        *(policies.c[name] == bindparam(name) for name in ("subject_kind", "kind", "priority")),
        policies.c.is_active,
        policies.c.tier.is_(None) | (policies.c.tier == bindparam("tier")),
    )
    .order_by(policies.c.tier.is_(None))
    .limit(1),
    Policy,
)
RETIRE: Statement[Any] = statement(
    update(policies)
    .where(
        *(policies.c[name] == bindparam(name) for name in ("subject_kind", "kind", "priority")),
        policies.c.tier.is_not_distinct_from(bindparam("tier")),
        policies.c.is_active,
    )
    .values(is_active=False)
)
INSERT_POLICY = statement(
    insert(policies)
    .values({column.name: bindparam(column.name) for column in policies.c if column.name != "is_active"})
    .returning(*POLICY),
    Policy,
)
INSERT_CALENDAR = statement(
    insert(calendars)
    .values({column.name: bindparam(column.name) for column in calendars.c})
    .returning(*CALENDAR),
    Calendar,
)

_OF_SUBJECT = and_(
    clocks.c.subject_id == bindparam("subject_id"), clocks.c.subject_kind == bindparam("subject_kind")
)
_STARTED = (
    *("id", "subject_kind", "subject_id", "customer_id", "kind", "policy_id", "zone", "started_at", "due_at"),
    "warn_at",
)
START = statement(
    insert(clocks).values({name: bindparam(name) for name in _STARTED}).returning(*SHOWN), Clock
)
OF_SUBJECT = statement(select(*SHOWN).where(_OF_SUBJECT).order_by(clocks.c.kind), Clock)
STOP: Statement[Any] = statement(update(clocks).where(_OF_SUBJECT).values(stopped_at=bindparam("at")))
UNSTOP = statement(update(clocks).where(_OF_SUBJECT).values(stopped_at=None).returning(*SHOWN), Clock)
DELETE: Statement[Any] = statement(delete(clocks).where(_OF_SUBJECT))


async def find_calendar(db: Db, calendar_id: UUID | None) -> Calendar | None:
    """The calendar with this id."""
    if calendar_id is None:
        return None
    return await db.one_or_none(FIND_CALENDAR, id=calendar_id)


async def find_policy(db: Db, policy_id: UUID) -> Policy | None:
    """The policy with this id, replaced ones too."""
    return await db.one_or_none(FIND_POLICY, id=policy_id)


async def applying_policy(
    db: Db, subject_kind: SubjectKind, kind: ClockKind, priority: Priority, tier: SLATier | None
) -> Policy | None:
    """The active policy for such work; None when nothing is promised."""
    return await db.one_or_none(APPLYING, subject_kind=subject_kind, kind=kind, priority=priority, tier=tier)


async def list_policies(db: Db) -> list[Policy]:
    """Every active policy."""
    return await db.all(LIST_POLICIES)


async def add_policy(db: Db, new: NewPolicy, *, at: datetime) -> Policy:
    """Insert a policy in the place of the active one, if there is one. Raises PolicyReplaced."""
    tier: SLATier | None = new.tier
    names = ("subject_kind", "kind", "priority")
    key = {name: getattr(new, name) for name in names}
    await db.execute(RETIRE, tier=tier, **key)
    told = ("name", "target", "target_unit", "calendar_id", "warn_fraction", "pauses")
    values = {name: getattr(new, name) for name in told}
    try:
        return await db.one(INSERT_POLICY, id=new_id(), tier=tier, created_at=at, **key, **values)
    except UniqueViolation as error:
        raise PolicyReplaced from error


async def add_calendar(db: Db, new: NewCalendar, *, at: datetime) -> Calendar:
    """Insert a calendar."""
    return await db.one(
        INSERT_CALENDAR,
        id=new_id(),
        name=new.name,
        zone=new.zone,
        hours=list(new.hours),
        holidays=list(new.holidays),
        created_at=at,
    )


async def start(db: Db, promised: Promise, *, subject_id: UUID, customer_id: UUID) -> Clock:
    """Insert a running clock."""
    values = {name: getattr(promised, name) for name in promised.__struct_fields__}
    return await db.one(START, id=new_id(), subject_id=subject_id, customer_id=customer_id, **values)


async def of_subject(db: Db, kind: SubjectKind, subject_id: UUID) -> list[Clock]:
    """The clocks of one subject."""
    return await db.all(OF_SUBJECT, subject_kind=kind, subject_id=subject_id)


async def stop(db: Db, kind: SubjectKind, subject_id: UUID, *, at: datetime) -> None:
    """Stop the clocks of one subject."""
    await db.execute(STOP, subject_kind=kind, subject_id=subject_id, at=at)


async def unstop(db: Db, kind: SubjectKind, subject_id: UUID) -> Sequence[Clock]:
    """Have the clocks of one subject go on as if they had never stopped; the clocks."""
    return await db.all(UNSTOP, subject_kind=kind, subject_id=subject_id)


async def change(db: Db, clock_id: UUID, columns: dict[str, Any]) -> Clock:
    """Write columns of one clock."""
    if "pauses" in columns:
        columns = columns | {"pauses": list(columns["pauses"])}
    return await db.one(_update(frozenset(columns)), id=clock_id, **columns)


async def remove(db: Db, kind: SubjectKind, subject_id: UUID) -> None:
    """Delete the clocks of one subject."""
    await db.execute(DELETE, subject_kind=kind, subject_id=subject_id)


@cache
def _update(names: frozenset[str]) -> Statement[Clock]:
    values: dict[str, Any] = {name: bindparam(name) for name in sorted(names)}
    changed = update(clocks).where(clocks.c.id == bindparam("id")).values(values)
    return statement(changed.returning(*SHOWN), Clock)
