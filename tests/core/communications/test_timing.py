from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accord.core.communications import Reason, Timing, Urgency
from accord.core.communications.timing import QuietHours, batch_slot, moment_for, zone_of
from make.depth import DEEP, TRIED, drawing

CRITICAL, HIGH, NORMAL, LOW = Urgency.CRITICAL, Urgency.HIGH, Urgency.NORMAL, Urgency.LOW
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def quiet(zone="UTC", start="22:00", end="08:00") -> QuietHours:
    return QuietHours(zone=ZoneInfo(zone), start=time.fromisoformat(start), end=time.fromisoformat(end))


def moment(urgency, now, timing=Timing.BUSINESS, hours=None, waiting=()):
    return moment_for(urgency, now=at(now), quiet=hours or quiet(), timing=timing, waiting=waiting)


class TestQuietHours:
    @pytest.mark.parametrize(
        ("now", "over"),
        [
            ("2026-03-02 21:59:59", "2026-03-02 21:59:59"),
            ("2026-03-02 22:00", "2026-03-03 08:00"),
            ("2026-03-03 03:00", "2026-03-03 08:00"),
            ("2026-03-03 07:59:59", "2026-03-03 08:00"),
            ("2026-03-03 08:00", "2026-03-03 08:00"),
        ],
    )
    def test_include_their_start_and_not_their_end(self, now, over):
        assert quiet().over(at(now)) == at(over)

    def test_within_a_day_are_over_on_that_day(self):
        assert quiet(start="12:00", end="14:00").over(at("2026-03-02 13:00")) == at("2026-03-02 14:00")

    def test_are_none_when_start_and_end_are_the_same(self):
        assert quiet(start="08:00", end="08:00").over(at("2026-03-02 08:00")) == at("2026-03-02 08:00")

    def test_are_those_of_the_recipients_clocks(self):
        # 20:00 in Kolkata is 14:30 UTC; 22:00 is 16:30.
        hours = quiet("Asia/Kolkata")
        assert hours.over(at("2026-03-02 14:30")) == at("2026-03-02 14:30")
        assert hours.over(at("2026-03-02 16:30")) == at("2026-03-03 02:30")

    @pytest.mark.parametrize(
        ("now", "end", "over"),
        [
            # Berlin leaves out 02:00-03:00 on 29 March 2026: the first instant after the change.
            ("2026-03-29 00:30", "02:30", "2026-03-29 01:00"),
            # It repeats them on 25 October 2026: the first of two.
            ("2026-10-24 22:30", "02:30", "2026-10-25 00:30"),
            # Within the second pass the second end is the next.
            ("2026-10-25 01:15", "02:30", "2026-10-25 01:30"),
        ],
        ids=["gap", "first", "second"],
    )
    def test_end_where_clocks_are_changed(self, now, end, over):
        assert quiet("Europe/Berlin", end=end).over(at(now)) == at(over)

    def test_end_with_the_change_when_the_clock_is_put_back_to_a_time_outside(self):
        hours = quiet("Europe/Berlin", start="02:30", end="01:45")
        assert hours.over(at("2026-10-25 00:45")) == at("2026-10-25 01:00")


def stepped(hours: QuietHours, now: datetime) -> datetime:
    """The first instant of now, or of the minutes after it, that no clock on the wall says is quiet."""
    if not hours.hold(now):
        return now
    instant = now.replace(second=0, microsecond=0) + MINUTE
    while hours.hold(instant):
        instant += MINUTE
    return instant


ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu"),
    *("America/St_Johns", "Pacific/Chatham", "Africa/Casablanca", "America/Sao_Paulo", "Pacific/Apia"),
    *("Africa/Nairobi", "America/Havana", "Asia/Tehran", "Antarctica/Troll"),
    *(sorted(available_timezones()) if DEEP else ()),
)
_MINUTES = st.integers(min_value=0, max_value=24 * 60 - 1)
# Half of the instants are near a change of Berlin's, New York's or Lord Howe's clocks.
_CHANGES = [
    at(text)
    for text in (
        "2026-03-29 01:00",
        "2026-10-25 01:00",
        "2026-03-08 07:00",
        "2026-11-01 06:00",
        "2026-04-04 15:00",
    )
]
_NEAR = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(_CHANGES),
    st.integers(min_value=-1500, max_value=1500),
)
_ANY = st.integers(min_value=0, max_value=3 * 366 * 24 * 60).map(
    lambda minutes: at("2025-01-01 00:00") + timedelta(minutes=minutes)
)


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


class TestNothingInQuietHours:
    @drawing(2_000, 50_000, derandomize=True)
    @given(
        zone=st.sampled_from(ZONES),
        start=_MINUTES.map(_time),
        end=_MINUTES.map(_time),
        now=st.one_of(_NEAR, _ANY),
        seconds=st.sampled_from([0, 0, 59]),
    )
    @example(zone="Europe/Berlin", start=time(2, 45), end=time(2, 30), now=at("2026-03-29 00:50"), seconds=0)
    def test_is_what_stepping_by_minutes_finds(self, zone, start, end, now, seconds):
        hours = QuietHours(zone=ZoneInfo(zone), start=start, end=end)
        now += timedelta(seconds=seconds)

        assert hours.over(now) == stepped(hours, now)
        TRIED["instants"] += 1


class TestPromptTiming:
    @pytest.mark.parametrize("urgency", [HIGH, NORMAL, LOW])
    def test_sends_now_or_at_the_end_of_quiet_hours(self, urgency):
        assert moment(urgency, "2026-03-02 12:00", Timing.PROMPT).at == at("2026-03-02 12:00")
        asleep = moment(urgency, "2026-03-02 23:00", Timing.PROMPT)
        assert (asleep.at, asleep.reason) == (at("2026-03-03 08:00"), Reason.QUIET_HOURS)

    @pytest.mark.parametrize("timing", Timing)
    def test_never_holds_a_critical_message(self, timing):
        told = moment(CRITICAL, "2026-03-02 23:00", timing)
        assert (told.at, told.reason) == (at("2026-03-02 23:00"), None)


class TestBusinessTiming:
    @pytest.mark.parametrize(
        ("urgency", "now", "expected", "reason"),
        [
            (HIGH, "2026-03-02 12:00", "2026-03-02 12:05", Reason.BUSINESS_HOURS),
            (HIGH, "2026-03-02 21:58", "2026-03-03 08:00", Reason.BUSINESS_HOURS),
            (HIGH, "2026-03-02 23:00", "2026-03-03 08:05", Reason.QUIET_HOURS),
            (NORMAL, "2026-03-02 12:00", "2026-03-02 12:00", None),
            (NORMAL, "2026-03-02 18:00", "2026-03-03 09:00", Reason.BUSINESS_HOURS),
            (NORMAL, "2026-03-02 23:00", "2026-03-03 09:00", Reason.BUSINESS_HOURS),
            (LOW, "2026-03-02 07:00", "2026-03-02 09:00", Reason.BATCH),
            (LOW, "2026-03-02 10:00", "2026-03-03 09:00", Reason.BATCH),
        ],
    )
    def test_goes_by_urgency(self, urgency, now, expected, reason):
        told = moment(urgency, now)
        assert (told.at, told.reason) == (at(expected), reason)

    def test_gives_way_to_quiet_hours_that_cover_the_opening(self):
        told = moment(NORMAL, "2026-03-02 19:00", hours=quiet(start="22:00", end="11:00"))
        assert told.at == at("2026-03-03 11:00")

    def test_finds_a_time_when_all_business_hours_are_quiet(self):
        told = moment(NORMAL, "2026-03-02 10:00", hours=quiet(start="07:00", end="20:00"))
        assert told.at == at("2026-03-02 20:00")


class TestBatches:
    def test_hold_three(self):
        now = at("2026-03-02 12:00")
        assert batch_slot(now, [now] * 2, latest=now + timedelta(days=1)) == now
        assert batch_slot(now, [now] * 3, latest=now + timedelta(days=1)) == now + 5 * MINUTE
        assert batch_slot(now, [now] * 3 + [now + 5 * MINUTE] * 3, latest=now + timedelta(days=1)) == (
            now + 10 * MINUTE
        )

    def test_concern_normal_messages_from_three_waiting_on(self):
        now = at("2026-03-02 12:00")
        assert moment(NORMAL, "2026-03-02 12:00", waiting=[now] * 2).reason is None
        told = moment(NORMAL, "2026-03-02 12:00", waiting=[now] * 3)
        assert (told.at, told.reason) == (now + 5 * MINUTE, Reason.BATCH)

    def test_are_never_later_than_a_day(self):
        now = at("2026-03-02 12:00")
        taken = [now + n * 5 * MINUTE for n in range(400) for _ in range(3)]
        assert batch_slot(now, taken, latest=now + timedelta(days=1)) == now + timedelta(days=1)


class TestAnUnknownZone:
    @pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", None])
    def test_counts_as_utc(self, name):
        assert zone_of(name) == ZoneInfo("UTC")
