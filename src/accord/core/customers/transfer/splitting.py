"""Text into rows: RFC 4180 with physical line numbers, going on after a row that cannot be split."""

import csv
from collections import deque
from collections.abc import Iterator

import msgspec

from .records import RowCode

BLOCK_ROWS = 20_000
# A row that is longer, and spans lines, is one whose quote was never closed.
LONGEST_ROW = 65_536


class Broken(msgspec.Struct, frozen=True):
    """A row that could not be split into the columns of the header."""

    line: int
    record: int
    code: RowCode
    message: str


class Block(msgspec.Struct):
    """Rows of the header's width, with the physical line and the number of each.

    And the rows that are not.
    """

    rows: list[list[str]]
    lines: list[int]
    records: list[int]
    broken: list[Broken]
    last_record: int


class Unclosed(Exception):
    """A quote was opened that nothing closes within the length of a row."""


class Lines:
    """Physical lines, which can be given back."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._waiting: deque[str] = deque()
        self._size = 0
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._source)
        self.taken.append(line)
        self._size += len(line)
        if self._size > LONGEST_ROW and len(self.taken) > 1:
            raise Unclosed
        return line

    def forget(self) -> int:
        """Start a new row; the number of lines that the last one took."""
        count = len(self.taken)
        self.taken.clear()
        self._size = 0
        return count

    def return_all_but_first(self) -> None:
        """Give back what was taken since the last row, but for its first line."""
        self._waiting.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


class Splitter:
    """Splits lines into rows. `line` is the number of the next physical line, from 1."""

    def __init__(self, lines: Lines, delimiter: str) -> None:
        self.line = 1
        self._lines = lines
        self._delimiter = delimiter
        self._reader = self._fresh()

    def _fresh(self) -> Iterator[list[str]]:
        return csv.reader(self._lines, delimiter=self._delimiter, strict=True, skipinitialspace=True)

    def header(self) -> list[str]:
        """The first row that is not blank; empty at the end of the file. Raises csv.Error, Unclosed."""
        for row in self._reader:
            self.line += self._lines.forget()
            if any(cell.strip() for cell in row):
                return row
        return []

    def blocks(self, width: int, size: int = BLOCK_ROWS) -> Iterator[Block]:
        """The rows after the header, `size` at a time; blank lines are none."""
        block = Block([], [], [], [], 0)
        record = 0
        while True:
            start = self.line
            try:
                row = next(self._reader, None)
            except (csv.Error, Unclosed) as error:
                record += 1
                block.broken.append(self._recover(start, record, error))
                continue
            self.line = start + self._lines.forget()
            if row is None:
                break
            if len(row) == width:
                record += 1
                block.rows.append(row)
                block.lines.append(start)
                block.records.append(record)
            elif len(row) > 1 or (row and row[0].strip()):
                record += 1
                block.broken.append(_ragged(start, record, len(row), width))
            if len(block.rows) + len(block.broken) >= size:
                block.last_record = record
                yield block
                block = Block([], [], [], [], 0)
        block.last_record = record
        yield block

    def _recover(self, line: int, record: int, error: Exception) -> Broken:
        """Report the row that begins on this line and go on with the next line."""
        self._lines.return_all_but_first()
        is_long = len(self._lines.taken[0]) > csv.field_size_limit()
        self.line = line + self._lines.forget()
        self._reader = self._fresh()
        if is_long and isinstance(error, csv.Error):
            return Broken(line, record, RowCode.TOO_LONG, "a cell is longer than any field may be")
        return Broken(
            line, record, RowCode.COLUMN_COUNT, "a quote in this row is not closed or stands within text"
        )


def _ragged(line: int, record: int, found: int, width: int) -> Broken:
    return Broken(line, record, RowCode.COLUMN_COUNT, f"has {found} columns instead of {width}")
