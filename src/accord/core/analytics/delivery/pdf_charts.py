"""The charts of a report, drawn with lines and rectangles."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from .pdf_page import ACCENT, ALARM, BRAND, INK, LEFT, LINE, PALE, QUIET, TINT, WIDTH, Colour, Sheets
from .records import Figures
from .rules import rate

_MARKS = (1, 2, 2.5, 5, 10)


def cards(sheets: Sheets, figures: Sequence[tuple[str, str, str]]) -> None:
    """Figures in boxes side by side: a title, the figure, and what it is of."""
    gap = 4.0
    width = (WIDTH - gap * (len(figures) - 1)) / len(figures)
    y = sheets.get_y()
    for place, (title, figure, note) in enumerate(figures):
        x = LEFT + place * (width + gap)
        sheets.set_fill_color(*PALE)
        sheets.rect(x, y, width, 24, style="F", round_corners=True, corner_radius=2)
        sheets.write_at(x + 4, y + 4, title, size=8, colour=QUIET)
        sheets.write_at(x + 4, y + 9, figure, size=16, style="B", colour=BRAND)
        sheets.write_at(x + 4, y + 18, note, size=7.5, colour=QUIET)
    sheets.set_y(y + 28)


def columns(sheets: Sheets, periods: Sequence[tuple[str, Figures]]) -> None:
    """A column for each period: delivered and not delivered on one another, failed in red; with a scale."""
    height, y = 46.0, sheets.get_y() + 6
    _legend(sheets, y - 6, (("Delivered", BRAND), ("Sent, no receipt", TINT), ("Failed", ALARM)))
    top = _scale(sheets, y, height, max((figures.sent for _, figures in periods), default=0))
    room = (WIDTH - 12) / max(len(periods), 1)
    every = -(-len(periods) // 10) if periods else 1
    for place, (name, figures) in enumerate(periods):
        x = LEFT + 12 + place * room + room * 0.14
        waiting = max(figures.sent - figures.delivered - figures.failed, 0)
        base = y + height
        for amount, colour in ((figures.delivered, BRAND), (waiting, TINT), (figures.failed, ALARM)):
            tall = height * amount / top
            sheets.set_fill_color(*colour)
            if tall > 0:
                sheets.rect(x, base - tall, room * 0.72, tall, style="F")
            base -= tall
        if place % every == 0:
            sheets.write_at(x - 1, y + height + 1.5, name, size=6.5, colour=QUIET)
    sheets.set_y(y + height + 8)


def bars(sheets: Sheets, channels: Mapping[str, Figures]) -> None:
    """For each channel how much of it arrived, was opened, and was followed."""
    y = sheets.get_y()
    for name, figures in channels.items():
        sheets.write_at(LEFT, y + 4.5, name, size=9.5, style="B")
        shares = (
            ("Delivered", rate(figures.delivered, figures.sent), BRAND),
            ("Opened", rate(figures.opened, figures.delivered), ACCENT),
            ("Clicked", rate(figures.clicked, figures.opened), TINT),
        )
        for place, (what, share, colour) in enumerate(shares):
            _bar(sheets, y + place * 5, what, share, colour)
        y += 18
    sheets.set_y(y)


def _bar(sheets: Sheets, y: float, what: str, share: Decimal, colour: Colour) -> None:
    x, full = LEFT + 48, WIDTH - 48 - 18
    sheets.write_at(LEFT + 28, y + 0.4, what, size=7.5, colour=QUIET)
    sheets.set_fill_color(*PALE)
    sheets.rect(x, y, full, 3.6, style="F")
    sheets.set_fill_color(*colour)
    wide = full * min(float(share), 100.0) / 100
    if wide > 0:
        sheets.rect(x, y, wide, 3.6, style="F")
    sheets.write_at(x + full + 2, y + 0.2, f"{share:.2f} %", size=7.5, colour=INK)


def _legend(sheets: Sheets, y: float, entries: Sequence[tuple[str, Colour]]) -> None:
    x = LEFT + 12
    for name, colour in entries:
        sheets.set_fill_color(*colour)
        sheets.rect(x, y, 3, 3, style="F")
        sheets.write_at(x + 4.5, y - 0.1, name, size=7.5, colour=QUIET)
        x += 12 + sheets.get_string_width(name)


def _scale(sheets: Sheets, y: float, height: float, most: int) -> float:
    """The lines behind the columns, with their numbers; the value of the highest one."""
    step = _step(most)
    count = max(-(-most // step), 1)
    sheets.set_draw_color(*LINE)
    sheets.set_line_width(0.2)
    for line in range(int(count) + 1):
        at = y + height - height * line / count
        sheets.line(LEFT + 12, at, LEFT + WIDTH, at)
        sheets.write_at(LEFT, at - 1.6, f"{line * step:,}", size=6.5, colour=QUIET, width=10, align="R")
    return float(count * step)


def _step(most: int) -> int:
    """A round distance between at most six lines."""
    magnitude = 1
    while True:
        for mark in _MARKS:
            step = mark * magnitude
            if step >= 1 and step == int(step) and most <= 5 * step:
                return int(step)
        magnitude *= 10
