"""Time counted minute by minute, as slowly and plainly as can be; and calendars, starts and pauses to count with."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as some

from accord.core.sla import Hours
from accord.core.sla.counting import Counting

MINUTE = timedelta(minutes=1)
# Clocks change by an hour, by half of one, at midnight, twice around Ramadan; a day is left out; none of that.
TURNS = (
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Santiago", date(2026, 9, 6)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Kathmandu", date(2026, 5, 1)),
    ("Africa/Nairobi", date(2026, 2, 12)),
)


class Plan(NamedTuple):
    """A calendar, the instants between which time is counted, and disjoint pauses as minutes after the start."""

    counting: Counting
    start: datetime
    minutes: int
    pauses: list[tuple[int, int]]

    @property
    def end(self) -> datetime:
        return self.start + self.minutes * MINUTE

    def counted(self) -> list[bool]:
        """For each minute whether the calendar counts it: by the time that clocks show in it, nothing else."""
        hours = {(each.weekday, minute) for each in self.counting.hours for minute in _minutes(each)}
        zone, holidays = self.counting.zone, set(self.counting.holidays)
        found = []
        for number in range(self.minutes):
            local = (self.start + number * MINUTE).astimezone(zone)
            open_now = (local.weekday(), local.hour * 60 + local.minute) in hours
            found.append(open_now and local.date() not in holidays)
        return found

    def running(self) -> list[bool]:
        """The same, without the minutes of pauses."""
        found = self.counted()
        for begin, end in self.pauses:
            found[begin:end] = [False] * (end - begin)
        return found

    def reached(self, minutes: int, counted: list[bool]) -> datetime:
        """The end of the minute in which so many have been counted."""
        places = [number for number, counts in enumerate(counted) if counts]
        return self.start + (places[minutes - 1] + 1) * MINUTE


def _minutes(hours: Hours) -> range:
    return range(hours.from_minute, hours.to_minute)


@some.composite
def plans(draw: some.DrawFn) -> Plan:
    zone, turn = draw(some.sampled_from(TURNS))
    minutes = draw(some.integers(1, 2400))
    begin = datetime(turn.year, turn.month, turn.day, tzinfo=UTC) - timedelta(days=1, hours=12)
    days = [turn + timedelta(days=offset) for offset in range(-2, 4)]
    holidays = draw(some.lists(some.sampled_from(days), max_size=2, unique=True))
    pauses = sorted(draw(some.lists(some.integers(0, minutes), max_size=6, unique=True)))
    counting = Counting(zone=ZoneInfo(zone), hours=draw(weeks()), holidays=tuple(holidays))
    return Plan(
        counting=counting,
        start=begin + draw(some.integers(0, 2400)) * MINUTE,
        minutes=minutes,
        pauses=list(zip(pauses[::2], pauses[1::2], strict=False)),
    )


@some.composite
def weeks(draw: some.DrawFn) -> tuple[Hours, ...]:
    """One kind of day for some weekdays and another for the rest; several spans a day, or all of it."""
    kinds = [draw(_DAYS), draw(_DAYS)]
    pattern = draw(some.integers(0, 127))
    return tuple(
        Hours(weekday=weekday, from_minute=begin, to_minute=end)
        for weekday in range(7)
        for begin, end in kinds[pattern >> weekday & 1]
    ) or (Hours(weekday=0, from_minute=0, to_minute=1440),)


def _spans(cuts: set[int]) -> list[tuple[int, int]]:
    ordered = sorted(cuts)
    return list(zip(ordered[::2], ordered[1::2], strict=False))


_DAYS = some.one_of(some.just([(0, 1440)]), some.sets(some.integers(0, 1440), max_size=6).map(_spans))
