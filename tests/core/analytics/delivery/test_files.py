import csv
import io
import re
import zlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.core.analytics.delivery import DeliveryReport, Figures, csv_of, pdf_of
from accord.core.interactions import Channel
from make.depth import TRIED, drawing

FIGURES = Figures(sent=1250, delivered=1198, opened=720, clicked=340, failed=52, timed=2, seconds=Decimal(17))


def report(**given):
    values = {
        "start_on": date(2025, 10, 1),
        "end_on": date(2025, 10, 27),
        "summary": FIGURES,
        "by_channel": {Channel.EMAIL: FIGURES},
        "by_message_type": {"welcome": FIGURES},
        "by_day": {date(2025, 10, 15): FIGURES},
    }
    return DeliveryReport(**values | given)


class TestACSVFile:
    def test_has_the_sections_of_the_contract(self):
        assert csv_of(report()).decode().split("\r\n") == [
            "Period,2025-10-01,2025-10-27",
            "",
            "Metric,Value",
            "total_sent,1250",
            "total_delivered,1198",
            "total_opened,720",
            "total_clicked,340",
            "total_failed,52",
            "delivery_rate,95.84",
            "open_rate,60.10",
            "click_through_rate,47.22",
            "avg_delivery_time_seconds,8.5",
            "",
            "Channel,Total Sent,Delivered,Opened,Clicked,Failed,Delivery Rate %,Open Rate %,CTR %",
            "email,1250,1198,720,340,52,95.84,60.10,47.22",
            "",
            "Message Type,Total Sent,Delivered,Opened,Clicked,Open Rate %,CTR %",
            "welcome,1250,1198,720,340,60.10,47.22",
            "",
            "Day,Total Sent,Delivered,Opened,Clicked,Failed,Delivery Rate %,Open Rate %,CTR %",
            "2025-10-15,1250,1198,720,340,52,95.84,60.10,47.22",
            "",
        ]

    @given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1))
    @drawing(300, 20_000)
    def test_runs_no_formula_and_reads_back(self, text):
        rows = list(
            csv.reader(io.StringIO(csv_of(report(by_message_type={text: FIGURES})).decode(), newline=""))
        )

        cell = next(row for number, row in enumerate(rows) if rows[number - 1][:1] == ["Message Type"])[0]
        assert cell in (text, "'" + text)
        assert cell[0] not in "=+-@\uff0b\uff0d\uff1d\uff20\t\r\n"
        TRIED["texts of reports"] += 1

    @pytest.mark.parametrize("first", [*"=+-@\t\r\n\x01\x1f\x7f"])
    def test_guards_texts_that_a_spreadsheet_would_compute(self, first):
        assert f"'{first}cmd" in csv_of(report(by_message_type={f"{first}cmd": FIGURES})).decode()


def printed(made: bytes) -> bytes:
    """What a PDF file writes on its pages."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL)
    return b"".join(zlib.decompress(each) for each in streams if each[:1] == b"x")


class TestAPDFFile:
    def test_is_one(self):
        made = pdf_of(report(), house="Planiva Événements 日本")

        assert made.startswith(b"%PDF-1.")
        assert made.rstrip().endswith(b"%%EOF")

    def test_says_where_there_is_nothing_to_show(self):
        empty = pdf_of(report(by_day={}, by_channel={}, by_message_type={}), house="")

        assert printed(empty).count(b"No messages in this period") == 3
        assert b"No messages" not in printed(pdf_of(report(), house=""))

    @pytest.mark.parametrize("days", [0, 1, 62, 63, 500])
    def test_holds_any_number_of_days(self, days):
        first = date(2024, 1, 1).toordinal()
        many = {date.fromordinal(first + number): FIGURES for number in range(days)}

        assert pdf_of(report(by_day=many, by_channel={}, summary=Figures()), house="").startswith(b"%PDF")
