"""The sheets of a report: fonts, colours, head and foot, tables."""

import unicodedata
from collections.abc import Sequence

from fpdf import FPDF
from fpdf.enums import XPos, YPos

Colour = tuple[int, int, int]

INK: Colour = (29, 43, 42)
QUIET: Colour = (104, 120, 118)
LINE: Colour = (221, 230, 228)
PALE: Colour = (240, 246, 245)
BRAND: Colour = (20, 81, 77)
TINT: Colour = (167, 205, 199)
ACCENT: Colour = (232, 158, 60)
ALARM: Colour = (192, 69, 57)

LEFT = 16.0
WIDTH = 178.0  # of A4 between the margins, in mm
_FONT = "Helvetica"


class Sheets(FPDF):
    """A4 pages with the same head and foot. All lengths are in millimetres."""

    def __init__(self, *, house: str, period: str) -> None:
        super().__init__(format="A4")
        self._house, self._period = plain(house), period
        self.set_margins(LEFT, 30, LEFT)
        self.set_auto_page_break(auto=True, margin=20)
        self.set_title("Communication analytics")
        self.set_author(self._house)
        self.add_page()

    def header(self) -> None:
        """The band with who reports on when."""
        self.set_fill_color(*BRAND)
        self.rect(0, 0, self.w, 20, style="F")
        self.write_at(LEFT, 6, "Communication analytics", size=14, style="B", colour=(255, 255, 255))
        self.write_at(LEFT, 12.2, self._house, size=8.5, colour=TINT)
        self.write_at(LEFT, 8.5, self._period, size=10, colour=(255, 255, 255), width=WIDTH, align="R")
        self.set_xy(LEFT, 30)

    def footer(self) -> None:
        """The number of the page."""
        self.write_at(
            LEFT,
            self.h - 13,
            f"Page {self.page_no()} of {{nb}}",
            size=8,
            colour=QUIET,
            width=WIDTH,
            align="R",
        )

    def write_at(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 9,
        style: str = "",
        colour: Colour = INK,
        width: float = 0,
        align: str = "L",
    ) -> None:
        """One line of text whose upper left corner is at x and y."""
        self.set_font(_FONT, style, size)
        self.set_text_color(*colour)
        self.set_xy(x, y)
        self.cell(width, size * 0.45, plain(text), align=align)

    def heading(self, text: str, *, room: float) -> None:
        """A section's title, on a new page when fewer than `room` mm are left below it."""
        if self.will_page_break(room + 14):
            self.add_page()
        y = self.get_y() + (5 if self.get_y() > 32 else 0)
        self.write_at(LEFT, y, text, size=12, style="B")
        self.set_xy(LEFT, y + 9)

    def grid(self, head: Sequence[str], rows: Sequence[Sequence[str]], *, first: float) -> None:
        """A table whose first column is `first` mm wide and holds text; the others share the rest."""
        lengths = [max(len(title), 8) for title in head[1:]]
        widths = [first, *((WIDTH - first) * length / sum(lengths) for length in lengths)]
        self._head(head, widths)
        if not rows:
            self.write_at(LEFT, self.get_y() + 1.5, "No messages in this period", size=8.5, colour=QUIET)
            self.set_y(self.get_y() + 4)
        self.set_draw_color(*LINE)
        for number, row in enumerate(rows):
            if self.will_page_break(6.5):
                self.add_page()
                self._head(head, widths)
            self.set_font(_FONT, "", 8.5)
            self.set_text_color(*INK)
            self.set_fill_color(*(PALE if number % 2 else (255, 255, 255)))
            self._row(row, widths, height=6.5)
        self.set_y(self.get_y() + 4)

    def _head(self, head: Sequence[str], widths: Sequence[float]) -> None:
        self.set_font(_FONT, "B", 7.5)
        self.set_text_color(255, 255, 255)
        self.set_fill_color(*BRAND)
        self._row(head, widths, height=7)

    def _row(self, cells: Sequence[str], widths: Sequence[float], *, height: float) -> None:
        self.set_x(LEFT)
        for place, (text, width) in enumerate(zip(cells, widths, strict=True)):
            last = place == len(cells) - 1
            self.cell(
                width,
                height,
                plain(text),
                align="R" if place else "L",
                fill=True,
                new_x=XPos.LMARGIN if last else XPos.RIGHT,
                new_y=YPos.NEXT if last else YPos.TOP,
            )


def plain(text: str) -> str:
    """Text in the letters that the fonts every reader has can show; others as their nearest, else `?`."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        near = unicodedata.normalize("NFKD", text)
        text = (
            "".join(c for c in near if not unicodedata.combining(c))
            .encode("latin-1", "replace")
            .decode("latin-1")
        )
    return text.encode("latin-1", "replace").decode("latin-1")
