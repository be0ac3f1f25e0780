"""Decisions about clocks, policies and calendars, without I/O."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from accord.core.errors import Invalid
from accord.kit.problems import Problem

from .counting import DAY, NOTHING, Counting, counted_time, due_at
from .records import Calendar, Clock, ClockState, NewCalendar, NewPolicy, Pause, Policy, TargetUnit

MOST_MINUTES = 366 * 24 * 60
LEAST_WEEK = 60  # minutes that a calendar must have; a target could lie centuries ahead with less


def counting_of(policy: Policy, calendar: Calendar | None, zone: str) -> Counting:
    """How a policy's time is counted in a zone."""
    if calendar is None:
        return Counting(zone=ZoneInfo(zone))
    return Counting(
        zone=ZoneInfo(zone),
        hours=calendar.hours,
        holidays=calendar.holidays,
        by_day=policy.target_unit is TargetUnit.DAYS,
    )


def target_of(policy: Policy) -> timedelta:
    """What is promised, as counted time: a working day is 24 hours on the clock's face."""
    return policy.target * (DAY if policy.target_unit is TargetUnit.DAYS else timedelta(minutes=1))


def warning_of(policy: Policy) -> timedelta | None:
    """The counted time after which a warning is due, in whole seconds; None without warnings."""
    if policy.warn_fraction is None:
        return None
    return timedelta(seconds=round(target_of(policy).total_seconds() * policy.warn_fraction))


def times_from(start: datetime, policy: Policy, counting: Counting) -> tuple[datetime, datetime | None]:
    """When a clock that starts is due, and when a warning is."""
    warning = warning_of(policy)
    warn_at = None if warning is None else due_at(start, warning, counting)
    return due_at(start, target_of(policy), counting), warn_at


def paused(clock: Clock, counting: Counting, *, at: datetime) -> dict[str, Any]:
    """The columns of a running clock that pauses now."""
    return {"paused_at": at, "counted": clock.counted + counted_time(_run_from(clock), at, counting)}


def resumed(clock: Clock, policy: Policy, counting: Counting, *, at: datetime) -> dict[str, Any]:
    """The columns of a paused clock that goes on now: due when the rest has been counted.

    What was over when it paused stays as it was.
    """
    pauses = (*clock.pauses, Pause(from_at=clock.paused_at or at, to_at=at))
    columns: dict[str, Any] = {"paused_at": None, "pauses": pauses}
    if (left := target_of(policy) - clock.counted) > NOTHING:
        columns["due_at"] = due_at(at, left, counting)
    warning = warning_of(policy)
    if warning is not None and warning > clock.counted:
        columns["warn_at"] = due_at(at, warning - clock.counted, counting)
    return columns


def turned(
    clock: Clock, policy: Policy, counting: Counting, *, to: ClockState, at: datetime
) -> dict[str, Any]:
    """The columns of an unstopped clock that shall run or pause. A policy that does not pause keeps it running."""
    waits = to is ClockState.PAUSED and policy.pauses
    if waits and clock.paused_at is None:
        return paused(clock, counting, at=at)
    if not waits and clock.paused_at is not None:
        return resumed(clock, policy, counting, at=at)
    return {}


def ensure_sound_calendar(new: NewCalendar) -> None:
    """Refuse hours that overlap, are out of order or too few, and unknown zones. Raises Invalid."""
    problems = []
    if not all(_is_sound(each.weekday, each.from_minute, each.to_minute) for each in new.hours):
        problems.append(Problem("hours", "must lie within one day each, from before to", "out_of_range"))
    elif any(
        before.weekday == after.weekday and before.to_minute > after.from_minute
        for before, after in pairwise(sorted(new.hours, key=_position))
    ):
        problems.append(Problem("hours", "must not overlap", "overlapping"))
    elif sum(each.to_minute - each.from_minute for each in new.hours) < LEAST_WEEK:
        problems.append(Problem("hours", "must hold at least one hour a week", "too_few"))
    if new.zone is not None and not _is_zone(new.zone):
        problems.append(Problem("zone", "must be the name of a time zone", "not_allowed"))
    if problems:
        raise Invalid(problems)


def ensure_sound_policy(new: NewPolicy) -> None:
    """Refuse targets of nothing or of more than a year, and days without a calendar. Raises Invalid."""
    problems = []
    most = 366 if new.target_unit is TargetUnit.DAYS else MOST_MINUTES
    if not 1 <= new.target <= most:
        problems.append(Problem("target", f"must lie between 1 and {most}", "out_of_range"))
    if new.target_unit is TargetUnit.DAYS and new.calendar_id is None:
        problems.append(Problem("calendar_id", "is required for a target in days", "missing"))
    if new.warn_fraction is not None and not 0 < new.warn_fraction < 1:
        problems.append(Problem("warn_fraction", "must lie between 0 and 1", "out_of_range"))
    if problems:
        raise Invalid(problems)


def _run_from(clock: Clock) -> datetime:
    """When the clock last began to count."""
    ends = [pause.to_at for pause in clock.pauses if pause.to_at is not None]
    return ends[-1] if ends else clock.started_at


def _is_sound(weekday: int, from_minute: int, to_minute: int) -> bool:
    return 0 <= weekday <= 6 and 0 <= from_minute < to_minute <= 1440


def _position(hours: Any) -> tuple[int, int]:
    return hours.weekday, hours.from_minute


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
