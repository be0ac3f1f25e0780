"""What happens to promises. `subject_id` is what was promised for: a case, a conversation."""

from datetime import datetime
from typing import ClassVar

from accord.core.customers import SLATier
from accord.core.events import Event

from .records import ClockKind, Priority, SubjectKind


class SLAWarned(Event):
    """A promise will be broken soon if nothing is done. Told once for each clock, before it is due."""

    type: ClassVar[str] = "sla.warned"
    subject_kind: SubjectKind
    clock: ClockKind
    priority: Priority
    due_at: datetime


class SLABreached(Event):
    """A promise was broken at `due_at`. Told once for each clock."""

    type: ClassVar[str] = "sla.breached"
    subject_kind: SubjectKind
    clock: ClockKind
    priority: Priority
    due_at: datetime


class SLACalendarCreated(Event):
    """Times of work were laid down."""

    type: ClassVar[str] = "sla.calendar_created"


class SLAPolicyCreated(Event):
    """Something is promised from now on, maybe in the place of another promise."""

    type: ClassVar[str] = "sla.policy_created"
    subject_kind: SubjectKind
    clock: ClockKind
    priority: Priority
    tier: SLATier | None
