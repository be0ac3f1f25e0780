"""The report as PDF: what stands in the CSV, with charts."""

from datetime import date

from accord.kit.liquid import long_date

from .csv_file import MEASURES, engagement_of, measures_of, summary_of
from .pdf_charts import bars, cards, columns
from .pdf_page import Sheets
from .records import DeliveryReport, Figures
from .rules import average_seconds, by_month, by_week, rate

MOST_COLUMNS = 62
_NAMES = {"email": "E-mail", "sms": "SMS", "whatsapp": "WhatsApp"}
_SUMMARY = {
    "total_sent": "Total sent",
    "total_delivered": "Delivered",
    "total_opened": "Opened",
    "total_clicked": "Clicked",
    "total_failed": "Failed",
    "delivery_rate": "Delivery rate %",
    "open_rate": "Open rate %",
    "click_through_rate": "Click-through rate %",
    "avg_delivery_time_seconds": "Average time to deliver, seconds",
}


def drawn(report: DeliveryReport, *, house: str) -> bytes:
    """The report as PDF, in the name of `house`."""
    sheets = Sheets(house=house, period=f"{long_date(report.start_on)} - {long_date(report.end_on)}")
    _overview(sheets, report.summary)
    periods, unit = _periods(report)
    if periods:
        sheets.heading(f"Messages by {unit}", room=62)
        columns(sheets, periods)
    if report.by_channel:
        sheets.heading("Rates by channel", room=18 * len(report.by_channel))
        bars(sheets, {_named(str(channel)): figures for channel, figures in report.by_channel.items()})
    _tables(sheets, report)
    return bytes(sheets.output())


def _overview(sheets: Sheets, summary: Figures) -> None:
    cards(
        sheets,
        [
            ("Sent", f"{summary.sent:,}", f"{summary.failed:,} failed"),
            (
                "Delivered",
                f"{rate(summary.delivered, summary.sent):.2f} %",
                f"{summary.delivered:,} of {summary.sent:,}",
            ),
            (
                "Opened",
                f"{rate(summary.opened, summary.delivered):.2f} %",
                f"{summary.opened:,} of {summary.delivered:,}",
            ),
            (
                "Clicked",
                f"{rate(summary.clicked, summary.opened):.2f} %",
                f"{summary.clicked:,} of {summary.opened:,}",
            ),
            ("Time to deliver", f"{average_seconds(summary):,} s", "on average"),
        ],
    )


def _tables(sheets: Sheets, report: DeliveryReport) -> None:
    sheets.heading("Summary", room=66)
    sheets.grid(
        ("Figure", "Value"),
        [(_SUMMARY[name], _shown(value)) for name, value in summary_of(report.summary)],
        first=120,
    )
    sheets.heading("Channels", room=20)
    channels = [
        (_named(str(channel)), *map(_shown, measures_of(figures)))
        for channel, figures in report.by_channel.items()
    ]
    sheets.grid(("Channel", *MEASURES), channels, first=30)
    sheets.heading("Message types", room=20)
    types = ("Message type", "Total Sent", "Delivered", "Opened", "Clicked", "Open Rate %", "CTR %")
    rows = [(_named(name), *map(_shown, engagement_of(f))) for name, f in report.by_message_type.items()]
    sheets.grid(types, rows, first=52)
    sheets.heading("Days", room=20)
    days = [(day.isoformat(), *map(_shown, measures_of(figures))) for day, figures in report.by_day.items()]
    sheets.grid(("Day", *MEASURES), days, first=30)


def _periods(report: DeliveryReport) -> tuple[list[tuple[str, Figures]], str]:
    """The columns of the chart: days, or weeks or months when there would be too many; empty ones are left in."""
    days = report.by_day
    if not days:
        return [], "day"
    span = (max(days) - min(days)).days + 1
    if span <= MOST_COLUMNS:
        first = min(days).toordinal()
        filled = [date.fromordinal(first + offset) for offset in range(span)]
        return [(f"{day:%m-%d}", days.get(day, Figures())) for day in filled], "day"
    if span <= 7 * MOST_COLUMNS:
        return [(f"{monday:%m-%d}", figures) for monday, figures in by_week(days).items()], "week"
    return list(by_month(days).items()), "month"


def _named(word: str) -> str:
    return _NAMES.get(word, word.replace("_", " ").capitalize())


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value}"
