from datetime import date
from decimal import Decimal

import pytest

from accord.core.analytics.delivery import DeliveryQuery, Figures, average_seconds, by_month, by_week, rate
from accord.core.analytics.delivery.rules import period_of

TODAY = date(2025, 10, 27)


class TestARate:
    @pytest.mark.parametrize(
        ("part", "whole", "expected"),
        [
            (1198, 1250, "95.84"),
            (720, 1198, "60.10"),
            (340, 720, "47.22"),
            (240, 183, "131.15"),
            (1, 8, "12.50"),
            (1, 800, "0.13"),
            (0, 0, "0"),
            (5, 0, "0"),
        ],
    )
    def test_has_two_decimals_rounded_half_up(self, part, whole, expected):
        assert str(rate(part, whole)) == expected


class TestTheTimeToDeliver:
    @pytest.mark.parametrize(
        ("seconds", "timed", "expected"),
        [("17", 2, "8.5"), ("0.25", 1, "0.3"), ("1", 3, "0.3"), ("0", 0, "0")],
    )
    def test_is_a_mean_with_one_decimal(self, seconds, timed, expected):
        assert str(average_seconds(Figures(timed=timed, seconds=Decimal(seconds)))) == expected


class TestThePeriod:
    @pytest.mark.parametrize(
        ("given", "start", "end"),
        [
            ({}, date(2025, 9, 27), TODAY),
            ({"start_on": date(2025, 10, 1)}, date(2025, 10, 1), TODAY),
            ({"end_on": date(2025, 10, 26)}, date(2025, 9, 26), date(2025, 10, 26)),
            ({"end_on": date(2025, 12, 1)}, date(2025, 9, 27), date(2025, 12, 1)),
        ],
    )
    def test_is_the_last_thirty_days_unless_told_otherwise(self, given, start, end):
        assert period_of(DeliveryQuery(**given), TODAY) == (start, end)


class TestGroupingDays:
    def test_by_week_begins_on_mondays(self):
        days = {
            date(2025, 10, 26): Figures(sent=1),
            date(2025, 10, 27): Figures(sent=2),
            TODAY.replace(day=29): Figures(sent=3),
        }

        assert by_week(days) == {date(2025, 10, 20): Figures(sent=1), date(2025, 10, 27): Figures(sent=5)}

    def test_by_month_names_months(self):
        days = {date(2025, 9, 30): Figures(sent=1), date(2025, 10, 1): Figures(sent=2, opened=1)}

        assert by_month(days) == {"2025-09": Figures(sent=1), "2025-10": Figures(sent=2, opened=1)}
