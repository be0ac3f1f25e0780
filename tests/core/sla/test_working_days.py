"""Working days: from one time of day to the same one, on the clock's face."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from accord.core.sla import CountedSpan, Hours
from accord.core.sla.counting import DAY, Counting, counted_spans, counted_time, due_at
from make.depth import TRIED, drawing

WEEK = tuple(Hours(weekday=weekday, from_minute=0, to_minute=1440) for weekday in range(5))
BERLIN = ZoneInfo("Europe/Berlin")
YEAR = (datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2026-12-31"))


def days_in(zone: ZoneInfo, *holidays: date) -> Counting:
    return Counting(zone=zone, hours=WEEK, holidays=holidays, by_day=True)


def due_in(zone: ZoneInfo, start: str, days: int, *holidays: date) -> str:
    begin = datetime.fromisoformat(start).replace(tzinfo=zone)
    due = due_at(begin, days * DAY, days_in(zone, *holidays))
    return f"{due.astimezone(zone):%Y-%m-%dT%H:%M:%S}"


class TestADueTimeInWorkingDays:
    @pytest.mark.parametrize(
        ("start", "days", "due"),
        [
            ("2026-02-10T10:00:00", 2, "2026-02-12T10:00:00"),  # Tuesday
            ("2026-02-12T10:00:37", 2, "2026-02-16T10:00:37"),  # Thursday
            ("2026-02-13T17:30:00", 2, "2026-02-17T17:30:00"),  # Friday
            ("2026-02-14T09:15:00", 2, "2026-02-18T00:00:00"),  # Saturday: from Monday 00:00
            ("2026-02-15T23:59:59", 2, "2026-02-18T00:00:00"),  # Sunday
            ("2026-02-16T00:00:00", 2, "2026-02-18T00:00:00"),  # Monday, its first instant
            ("2026-02-12T00:00:00", 2, "2026-02-16T00:00:00"),  # not the end of Friday
            ("2026-02-10T10:00:00", 5, "2026-02-17T10:00:00"),
            ("2026-02-14T09:15:00", 5, "2026-02-23T00:00:00"),
            ("2026-02-10T10:00:00", 15, "2026-03-03T10:00:00"),
        ],
    )
    def test_is_the_same_time_of_a_later_working_day(self, start, days, due):
        assert due_in(ZoneInfo("Africa/Nairobi"), start, days) == due

    @pytest.mark.parametrize(
        ("start", "due"),
        [
            ("2026-03-27T10:00:00", "2026-03-31T10:00:00"),  # the night between has 23 hours
            ("2026-10-23T10:00:00", "2026-10-27T10:00:00"),  # and this one 25
            ("2026-10-24T10:00:00", "2026-10-28T00:00:00"),
        ],
    )
    def test_stays_at_its_time_of_day_when_clocks_change(self, start, due):
        assert due_in(BERLIN, start, 2) == due

    def test_is_as_much_later_as_clocks_skip(self):
        cairo = ZoneInfo("Africa/Cairo")  # on Friday 2026-04-24, 00:00 to 01:00 is left out

        assert due_in(cairo, "2026-04-23T00:30:00", 1) == "2026-04-24T01:30:00"

    def test_leaves_holidays_out(self):
        friday, monday = date(2026, 2, 13), date(2026, 2, 16)

        assert due_in(BERLIN, "2026-02-12T10:00:00", 2, friday, monday) == "2026-02-18T10:00:00"

    def test_counts_from_the_next_working_day_when_it_starts_on_a_holiday(self):
        assert due_in(BERLIN, "2026-02-12T10:00:00", 1, date(2026, 2, 12)) == "2026-02-16T00:00:00"

    @drawing(500, 5_000)
    @given(
        some.datetimes(*YEAR),
        some.sampled_from(["Europe/Berlin", "Africa/Nairobi", "America/Santiago", "Asia/Kathmandu"]),
        some.integers(1, 12),
        some.lists(some.dates(date(2026, 1, 1), date(2027, 1, 20)), max_size=3),
    )
    def test_agrees_with_steps_of_a_day(self, start, name, days, holidays):
        zone = ZoneInfo(name)
        begin = start.replace(tzinfo=zone).astimezone(UTC)

        due = due_at(begin, days * DAY, days_in(zone, *holidays))

        assert due == stepped(begin.astimezone(zone).replace(tzinfo=None), days, set(holidays), zone)
        TRIED["working days"] += 1


class TestWhatCountsOfWorkingDays:
    def test_is_told_day_by_day(self):
        start = datetime(2026, 2, 13, 10, 30, tzinfo=BERLIN)
        counting = days_in(BERLIN)

        spans = list(counted_spans(start, due_at(start, 2 * DAY, counting), counting))

        assert spans == [
            CountedSpan(on=date(2026, 2, 13), from_time="10:30", to_time="24:00", minutes=810.0),
            CountedSpan(on=date(2026, 2, 16), from_time="00:00", to_time="24:00", minutes=1440.0),
            CountedSpan(on=date(2026, 2, 17), from_time="00:00", to_time="10:30", minutes=630.0),
        ]

    def test_is_a_day_for_each_working_day_however_long(self):
        start, end = datetime(2026, 3, 27, 12, tzinfo=BERLIN), datetime(2026, 3, 30, 12, tzinfo=BERLIN)

        assert counted_time(start, end, days_in(BERLIN)) == DAY

    def test_is_nothing_on_a_weekend(self):
        start, end = datetime(2026, 2, 14, tzinfo=UTC), datetime(2026, 2, 15, 23, tzinfo=UTC)

        assert counted_time(start, end, days_in(ZoneInfo("UTC"))) == timedelta()


def stepped(local: datetime, days: int, holidays: set[date], zone: ZoneInfo) -> datetime:
    """Forward to a working day, at its beginning unless it is one already; then one working day after the other."""

    def works(at: datetime) -> bool:
        return at.weekday() < 5 and at.date() not in holidays

    while not works(local):
        local = local.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
    for _ in range(days):
        local += DAY
        while not works(local):
            local += DAY
    return local.replace(tzinfo=zone).astimezone(UTC)
