"""SLA: what is promised to customers, by when, and whether it was kept.

Owns    sla_policies, sla_calendars, sla_clocks
Emits   SLAWarned, SLABreached, SLAPolicyCreated, SLACalendarCreated
Needs   customers, events

A clock's due time is computed once, from its policy and calendar, and stored. Policies and calendars are never
changed, only replaced, so that every due time can be explained for as long as its clock exists.
"""

from .clocks import delete_clocks, explain_clock, promise, start_clock, stop_clocks, turn_clocks
from .errors import PolicyReplaced
from .events import SLABreached, SLACalendarCreated, SLAPolicyCreated, SLAWarned
from .jobs import watch_clocks
from .records import (
    Calendar,
    Clock,
    ClockKind,
    ClockState,
    CountedSpan,
    Explanation,
    Hours,
    NewCalendar,
    NewPolicy,
    Pause,
    Policy,
    Priority,
    Promise,
    SubjectKind,
    TargetUnit,
)
from .service import create_calendar, create_policy, list_policies
from .watching import tell_of_due_clocks

__all__ = [
    "Calendar",
    "Clock",
    "ClockKind",
    "ClockState",
    "CountedSpan",
    "Explanation",
    "Hours",
    "NewCalendar",
    "NewPolicy",
    "Pause",
    "Policy",
    "PolicyReplaced",
    "Priority",
    "Promise",
    "SLABreached",
    "SLACalendarCreated",
    "SLAPolicyCreated",
    "SLAWarned",
    "SubjectKind",
    "TargetUnit",
    "create_calendar",
    "create_policy",
    "delete_clocks",
    "explain_clock",
    "list_policies",
    "promise",
    "start_clock",
    "stop_clocks",
    "tell_of_due_clocks",
    "turn_clocks",
    "watch_clocks",
]
