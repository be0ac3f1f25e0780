"""The report as CSV, in the contract's sections."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from .records import DeliveryReport, Figures
from .rules import average_seconds, rate

MEASURES = (
    "Total Sent",
    "Delivered",
    "Opened",
    "Clicked",
    "Failed",
    "Delivery Rate %",
    "Open Rate %",
    "CTR %",
)
_FORMULA = frozenset("=+-@\uff0b\uff0d\uff1d\uff20")


def csv_of(report: DeliveryReport) -> bytes:
    """The report as UTF-8 CSV (RFC 4180). Text that a spreadsheet would compute gets a leading apostrophe."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    for number, section in enumerate(sections_of(report)):
        if number:
            writer.writerow([])
        writer.writerows([_cell(value) for value in row] for row in section)
    return written.getvalue().encode()


def sections_of(report: DeliveryReport) -> Iterable[list[Sequence[object]]]:
    """The tables of the report, each with its head."""
    yield [("Period", report.start_on.isoformat(), report.end_on.isoformat())]
    yield [("Metric", "Value"), *summary_of(report.summary)]
    yield [("Channel", *MEASURES), *((str(key), *measures_of(f)) for key, f in report.by_channel.items())]
    types = ("Message Type", "Total Sent", "Delivered", "Opened", "Clicked", "Open Rate %", "CTR %")
    yield [types, *((key, *engagement_of(f)) for key, f in report.by_message_type.items())]
    yield [("Day", *MEASURES), *((day.isoformat(), *measures_of(f)) for day, f in report.by_day.items())]


def summary_of(figures: Figures) -> list[tuple[str, int | Decimal]]:
    """The nine figures of a summary, with their names."""
    return [
        ("total_sent", figures.sent),
        ("total_delivered", figures.delivered),
        ("total_opened", figures.opened),
        ("total_clicked", figures.clicked),
        ("total_failed", figures.failed),
        ("delivery_rate", rate(figures.delivered, figures.sent)),
        ("open_rate", rate(figures.opened, figures.delivered)),
        ("click_through_rate", rate(figures.clicked, figures.opened)),
        ("avg_delivery_time_seconds", average_seconds(figures)),
    ]


def measures_of(figures: Figures) -> tuple[int | Decimal, ...]:
    """The columns of a channel or a day."""
    return (
        *(figures.sent, figures.delivered, figures.opened, figures.clicked, figures.failed),
        rate(figures.delivered, figures.sent),
        rate(figures.opened, figures.delivered),
        rate(figures.clicked, figures.opened),
    )


def engagement_of(figures: Figures) -> tuple[int | Decimal, ...]:
    """The columns of a message type."""
    return (
        *(figures.sent, figures.delivered, figures.opened, figures.clicked),
        rate(figures.opened, figures.delivered),
        rate(figures.clicked, figures.opened),
    )


def _cell(value: object) -> object:
    if isinstance(value, str) and value and (value[0] in _FORMULA or value[0] < " " or value[0] == "\x7f"):
        return "'" + value
    return value
