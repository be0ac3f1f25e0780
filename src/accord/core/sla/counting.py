"""How time is counted: all of it, the minutes of a calendar, or its working days.

Minutes are minutes that pass: a working day of 09:00 to 17:00 has eight hours of them, on the two days a year on which
the clocks change as well as the hours of that day have. An instant counts when the local time that clocks show then
lies in the calendar's hours. Working days are counted on the clock's face instead, from one time of day to the same
one of a later day, however long the night between was.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from accord.kit.records import Record

from .records import CountedSpan, Hours

DAY = timedelta(days=1)
NOTHING = timedelta(0)
_INSTANT = timedelta.resolution
_ALL_WEEK = tuple(Hours(weekday=weekday, from_minute=0, to_minute=1440) for weekday in range(7))


class Counting(Record):
    """What counts. Empty `hours` are all hours; `by_day` counts working days, whatever their hours are."""

    zone: ZoneInfo
    hours: tuple[Hours, ...] = ()
    holidays: tuple[date, ...] = ()
    by_day: bool = False


class Stretch(NamedTuple):
    """A time that counts, within one local day: instants in UTC, or times on the face when days are counted."""

    day: date
    begin: datetime
    end: datetime


def due_at(start: datetime, time: timedelta, counting: Counting) -> datetime:
    """When `time` has been counted since `start`: the first such instant; of working days, the first that counts.

    Raises OverflowError when that is after the end of the calendar.
    """
    if time <= NOTHING:
        return start
    if not counting.hours:
        return start + time
    left = time
    for _, begin, end in _stretches(start, counting):
        length = end - begin
        if left < length or (left == length and not counting.by_day):
            return _instant(begin + left, counting)
        left -= length
    raise OverflowError("nothing counts any more")


def counted_time(start: datetime, end: datetime, counting: Counting) -> timedelta:
    """How much of the time from `start` to `end` counts; nothing when `end` is not after `start`."""
    if not counting.hours:
        return max(end - start, NOTHING)
    return sum((part.end - part.begin for part in _until(end, start, counting)), NOTHING)


def counted_spans(start: datetime, end: datetime, counting: Counting) -> Iterator[CountedSpan]:
    """What counts from `start` to `end`, day by day, as clocks on the wall showed it."""
    shown = counting if counting.hours else Counting(zone=counting.zone, hours=_ALL_WEEK)
    held: Stretch | None = None
    for part in _until(end, start, shown):
        if held is not None and held.day == part.day and held.end == part.begin:
            held = held._replace(end=part.end)
            continue
        if held is not None:
            yield _span(held, shown)
        held = part
    if held is not None:
        yield _span(held, shown)


def _until(end: datetime, start: datetime, counting: Counting) -> Iterator[Stretch]:
    """The stretches before `end`, the last one cut off there."""
    last = _line(end, counting)
    for part in _stretches(start, counting):
        if part.begin >= last:
            return
        yield part if part.end <= last else part._replace(end=last)


def _stretches(start: datetime, counting: Counting) -> Iterator[Stretch]:
    """Everything that counts from `start` on, in order, without end."""
    first = _line(start, counting)
    return _days(first, counting) if counting.by_day else _hours(first, counting)


def _days(start: datetime, counting: Counting) -> Iterator[Stretch]:
    """Working days, all of each: those with any hours, and no holidays."""
    weekdays = {hours.weekday for hours in counting.hours}
    holidays = frozenset(counting.holidays)
    day = start.date()
    while True:
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  (a time on the face)
        if day.weekday() in weekdays and day not in holidays:
            yield Stretch(day, max(start, midnight), midnight + DAY)
        day += DAY


def _hours(start: datetime, counting: Counting) -> Iterator[Stretch]:
    """The calendar's hours as instants, cut where the distance to UTC changes."""
    week = [[each for each in counting.hours if each.weekday == weekday] for weekday in range(7)]
    holidays = frozenset(counting.holidays)
    for piece_begin, piece_end, offset in _pieces(start, counting.zone):
        begin, end = piece_begin + offset, piece_end + offset
        day = begin.date()
        while (midnight := datetime(day.year, day.month, day.day, tzinfo=UTC)) < end:
            for hours in week[day.weekday()] if day not in holidays else ():
                opens = max(begin, midnight + timedelta(minutes=hours.from_minute))
                closes = min(end, midnight + timedelta(minutes=hours.to_minute))
                if opens < closes:
                    yield Stretch(day, opens - offset, closes - offset)
            day += DAY


def _pieces(start: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Time from `start` on in pieces of at most a day, each with one distance to UTC."""
    while True:
        offset = _offset(start, zone)
        end = start + DAY
        if _offset(end - _INSTANT, zone) != offset:
            end = _change(start, end, offset, zone)
        yield start, end, offset
        start = end


def _change(start: datetime, end: datetime, offset: timedelta, zone: ZoneInfo) -> datetime:
    """The first instant with another distance to UTC; zones change at whole seconds."""
    before, after = int(start.timestamp()), int(end.timestamp()) + 1
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), zone) == offset:
            before = middle
        else:
            after = middle
    return datetime.fromtimestamp(after, UTC)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or NOTHING


def _line(instant: datetime, counting: Counting) -> datetime:
    """Where an instant stands: on the face when days are counted, else in UTC."""
    if counting.by_day:
        return instant.astimezone(counting.zone).replace(tzinfo=None)
    return instant.astimezone(UTC)


def _instant(point: datetime, counting: Counting) -> datetime:
    """The instant of a point; a time that clocks skip is as much later, one they show twice is the first."""
    if counting.by_day:
        return point.replace(tzinfo=counting.zone).astimezone(UTC)
    return point


def _span(part: Stretch, counting: Counting) -> CountedSpan:
    begin, end = part.begin, part.end
    if not counting.by_day:
        begin, end = begin.astimezone(counting.zone), end.astimezone(counting.zone)
    return CountedSpan(
        on=part.day,
        from_time=f"{begin:%H:%M}",
        to_time=f"{end:%H:%M}" if end.date() == part.day else "24:00",
        minutes=round((part.end - part.begin) / timedelta(minutes=1), 2),
    )
