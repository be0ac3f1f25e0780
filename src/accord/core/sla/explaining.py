"""Why a clock is due when it is, in words and in what was counted."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from .counting import Counting, counted_spans
from .records import Calendar, Clock, CountedSpan, Explanation, Pause, Policy, TargetUnit
from .rules import counting_of

MOST_SPANS = 31
_MINUTE = timedelta(minutes=1)


def explain(clock: Clock, policy: Policy, calendar: Calendar | None) -> Explanation:
    """What was promised, what counted until the clock is due, and what did not."""
    counting = counting_of(policy, calendar, clock.zone)
    pauses = clock.pauses
    if clock.paused_at is not None:
        pauses = (*pauses, Pause(from_at=clock.paused_at, to_at=None))
    spans = _spans(clock, pauses, counting)
    listed = tuple(islice(spans, MOST_SPANS))
    return Explanation(
        policy=policy.name,
        target=policy.target,
        target_unit=policy.target_unit,
        calendar=None if calendar is None else calendar.name,
        zone=clock.zone,
        started_at=clock.started_at,
        due_at=clock.due_at,
        spans=listed,
        omitted=sum(1 for _ in spans),
        pauses=pauses,
        sentence=_sentence(clock, policy, calendar, pauses),
    )


def _spans(clock: Clock, pauses: tuple[Pause, ...], counting: Counting) -> Iterator[CountedSpan]:
    """What counts of each run: from the start to the first pause, and so on to the time it is due."""
    begin = clock.started_at
    for pause in pauses:
        yield from counted_spans(begin, min(pause.from_at, clock.due_at), counting)
        if pause.to_at is None:
            return
        begin = pause.to_at
    yield from counted_spans(begin, clock.due_at, counting)


def _sentence(clock: Clock, policy: Policy, calendar: Calendar | None, pauses: tuple[Pause, ...]) -> str:
    zone = ZoneInfo(clock.zone)
    target = _target(policy)
    hours = "day and night" if calendar is None else f'by the calendar "{calendar.name}"'
    told = f"Promised: {target}, counted {hours}, from {_time(clock.started_at, zone)}"
    if clock.paused_at is not None:
        since = _time(clock.paused_at, zone)
        return f"{told}. It waits for the customer since {since}, and will be due later by that time ({clock.zone})."
    if pauses:
        lost = round(sum((_length(pause) for pause in pauses), timedelta()) / _MINUTE)
        times = "once" if len(pauses) == 1 else f"{len(pauses)} times"
        told = f"{told}, without {_many(lost, 'minute')} in which it waited for the customer ({times})"
    return f"{told}: due by {_time(clock.due_at, zone)} ({clock.zone})."


def _length(pause: Pause) -> timedelta:
    return timedelta() if pause.to_at is None else pause.to_at - pause.from_at


def _target(policy: Policy) -> str:
    if policy.target_unit is TargetUnit.DAYS:
        return _many(policy.target, "working day")
    if policy.target % 60:
        return _many(policy.target, "minute")
    return _many(policy.target // 60, "hour")


def _many(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _time(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{_WEEKDAYS[local.weekday()]} {local:%Y-%m-%d %H:%M}"


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
