"""SLA: what is promised to customers, by when, and whether it was kept.

Owns    sla_policies, sla_calendars, sla_clocks
Needs   customers, events

A clock's due time is computed once, from its policy and calendar, and stored. Policies and calendars are never
changed, only replaced, so that every due time can be explained for as long as its clock exists.
"""

from .records import (
    Calendar,
    Clock,
    ClockKind,
    ClockState,
    CountedSpan,
    Explanation,
    Hours,
    NewCalendar,
    NewClock,
    NewPolicy,
    Pause,
    Policy,
    Priority,
    SubjectKind,
    TargetUnit,
)

__all__ = [
    "Calendar",
    "Clock",
    "ClockKind",
    "ClockState",
    "CountedSpan",
    "Explanation",
    "Hours",
    "NewCalendar",
    "NewClock",
    "NewPolicy",
    "Pause",
    "Policy",
    "Priority",
    "SubjectKind",
    "TargetUnit",
]
