from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from accord.core.analytics.dashboard.periods import Pieces, Span, month_of, pieces_of, span_of
from accord.core.analytics.dashboard.records import Period
from accord.core.errors import Invalid

UTC_ZONE = ZoneInfo("UTC")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestTheSpanOfAPeriod:
    @pytest.mark.parametrize(
        ("zone", "since", "until"),
        [
            ("UTC", "2026-03-01T00:00", "2026-04-01T00:00"),
            ("Africa/Nairobi", "2026-02-28T21:00", "2026-03-31T21:00"),
            ("Asia/Kolkata", "2026-02-28T18:30", "2026-03-31T18:30"),
            ("Europe/Berlin", "2026-02-28T23:00", "2026-03-31T22:00"),
        ],
    )
    def test_holds_both_of_its_days_in_the_zone(self, zone, since, until):
        period = Period(start_on=date(2026, 3, 1), end_on=date(2026, 3, 31))

        assert span_of(period, ZoneInfo(zone)) == Span(at(since), at(until))

    def test_has_no_bounds_that_were_not_named(self):
        assert span_of(Period(), UTC_ZONE) == Span(None, None)

    @pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Lima"])
    def test_of_the_whole_calendar_is_cut_nowhere(self, zone):
        span = span_of(Period(start_on=date.min, end_on=date.max), ZoneInfo(zone))

        assert span.until is None
        assert span.since is None or span.since < at("0001-01-02")

    def test_that_ends_before_it_starts_is_refused(self):
        with pytest.raises(Invalid) as refused:
            span_of(Period(start_on=date(2026, 3, 2), end_on=date(2026, 3, 1)), UTC_ZONE)

        assert [problem.field for problem in refused.value.problems] == ["start_on"]


class TestTheMonth:
    def test_begins_and_ends_in_the_zone(self):
        now = at("2026-01-31T22:00")

        assert month_of(now, UTC_ZONE) == Span(at("2026-01-01"), at("2026-02-01"))
        assert month_of(now, ZoneInfo("Africa/Nairobi")) == Span(
            at("2026-01-31T21:00"), at("2026-02-28T21:00")
        )


class TestWhatLiesInTwoSpans:
    @pytest.mark.parametrize(
        ("one", "other", "both"),
        [
            (Span(), Span(), Span()),
            (Span(at("2026-01-02")), Span(), Span(at("2026-01-02"))),
            (
                Span(at("2026-01-02")),
                Span(at("2026-01-01"), at("2026-01-03")),
                Span(at("2026-01-02"), at("2026-01-03")),
            ),
        ],
    )
    def test_is_in_both(self, one, other, both):
        assert one.within(other) == other.within(one) == both


class TestThePiecesOfASpan:
    @pytest.mark.parametrize(
        ("span", "pieces"),
        [
            (Span(), Pieces((None, None), ())),
            (Span(at("2026-01-02")), Pieces((date(2026, 1, 2), None), ())),
            (Span(None, at("2026-01-02")), Pieces((None, date(2026, 1, 2)), ())),
            (
                Span(at("2026-01-02T21:00"), at("2026-01-05T21:00")),
                Pieces(
                    (date(2026, 1, 3), date(2026, 1, 5)),
                    (
                        (at("2026-01-02T21:00"), at("2026-01-03")),
                        (at("2026-01-05"), at("2026-01-05T21:00")),
                    ),
                ),
            ),
            (
                Span(at("2026-01-02T21:00"), at("2026-01-03T21:00")),
                Pieces(None, ((at("2026-01-02T21:00"), at("2026-01-03T21:00")),)),
            ),
            (
                Span(at("2026-01-02T01:00"), at("2026-01-02T02:00")),
                Pieces(None, ((at("2026-01-02T01:00"), at("2026-01-02T02:00")),)),
            ),
            (Span(at("2026-01-02"), at("2026-01-02")), Pieces(None, ())),
            (Span(at("2026-01-05"), at("2026-01-02")), Pieces(None, ())),
            (
                Span(at("9999-12-31T05:00")),
                Pieces(None, ((at("9999-12-31T05:00"), datetime.max.replace(tzinfo=UTC)),)),
            ),
        ],
    )
    def test_are_whole_days_and_what_is_left(self, span, pieces):
        assert pieces_of(span) == pieces
