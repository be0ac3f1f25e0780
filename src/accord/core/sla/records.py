"""Policies, calendars and clocks as records."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from accord.core.customers import SLATier
from accord.kit.records import Record


class Priority(StrEnum):
    """How urgent a piece of work is: P0 is the most urgent."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


class SubjectKind(StrEnum):
    """What a clock can run for."""

    CASE = "case"
    CONVERSATION = "conversation"
    RESOLUTION = "resolution"


class ClockKind(StrEnum):
    """What is promised by the time that a clock is due."""

    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"


class TargetUnit(StrEnum):
    """What a target is counted in: minutes that pass, or working days from one time of day to the same."""

    MINUTES = "minutes"
    DAYS = "days"


class ClockState(StrEnum):
    """What becomes of a clock: it counts, it waits for the customer, or its promise is kept or given up."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Hours(Record):
    """A span of working time on one weekday (0 is Monday), in minutes after midnight; 1440 is its end."""

    weekday: int
    from_minute: int
    to_minute: int


class Calendar(Record):
    """When work is done. Never changed: another calendar is another row, and so every due time stays explained.

    `zone` None is the organisation's.
    """

    id: UUID
    name: str
    zone: str | None
    hours: tuple[Hours, ...]
    holidays: tuple[date, ...]
    created_at: datetime


class NewCalendar(Record):
    """A calendar to make."""

    name: str
    hours: tuple[Hours, ...]
    zone: str | None = None
    holidays: tuple[date, ...] = ()


class Policy(Record):
    """What is promised for work of one priority (and one tier of customers; None is all others).

    Never changed, only replaced. Without a calendar the clock counts day and night. `warn_fraction` of the target is
    when a warning is due; None gives none. `pauses` says whether waiting for the customer stops the count.
    """

    id: UUID
    subject_kind: SubjectKind
    kind: ClockKind
    priority: Priority
    tier: SLATier | None
    name: str
    target: int
    target_unit: TargetUnit
    calendar_id: UUID | None
    warn_fraction: float | None
    pauses: bool
    is_active: bool
    created_at: datetime


class NewPolicy(Record):
    """A policy to make; it replaces the active one of the same subject, kind, priority and tier."""

    subject_kind: SubjectKind
    kind: ClockKind
    priority: Priority
    name: str
    target: int
    target_unit: TargetUnit = TargetUnit.MINUTES
    tier: SLATier | None = None
    calendar_id: UUID | None = None
    warn_fraction: float | None = None
    pauses: bool = False


class Pause(Record):
    """A time that was not counted. An open pause has no end yet."""

    from_at: datetime
    to_at: datetime | None


class Clock(Record):
    """One promise to one customer. `zone` is where its calendar was read when it started.

    `counted` is what had been counted when it was last paused. A clock that is stopped or runs again keeps its due
    time; one that goes on after a pause is due later. `warned_at` and `breached_at` say when that was told.
    """

    id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    customer_id: UUID
    kind: ClockKind
    policy_id: UUID
    zone: str
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None
    paused_at: datetime | None
    stopped_at: datetime | None
    counted: timedelta
    pauses: tuple[Pause, ...]
    warned_at: datetime | None
    breached_at: datetime | None


class Promise(Record):
    """What a policy promises for work that begins at `started_at`; a clock can be started by it."""

    subject_kind: SubjectKind
    kind: ClockKind
    policy_id: UUID
    zone: str
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None


class Told(Record):
    """What is told of a clock that is due."""

    customer_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    kind: ClockKind
    priority: Priority
    due_at: datetime


class CountedSpan(Record):
    """A part of one day that counted: local wall-clock times, `24:00` for the end of the day, and its minutes."""

    on: date
    from_time: str
    to_time: str
    minutes: float


class Explanation(Record):
    """Why a clock is due when it is: what was promised, what counted on which day, and what did not.

    `omitted` is how many further spans are not listed. `sentence` says it in plain words.
    """

    policy: str
    target: int
    target_unit: TargetUnit
    calendar: str | None
    zone: str
    started_at: datetime
    due_at: datetime
    spans: tuple[CountedSpan, ...]
    omitted: int
    pauses: tuple[Pause, ...]
    sentence: str
