"""Blocks of rows into what is staged: good rows as `COPY` text, and what is wrong with the others."""

import io
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from . import cells
from .columns import Column
from .encodings import UNDECODABLE
from .records import ImportMode, RowCode
from .splitting import Block
from .staged import NAME_BITS, ROW, RowError, Staged, name_columns


@dataclass(slots=True)
class _Findings:
    """What is wrong with the rows of a block."""

    block: Block
    column: Column | None = None
    bad: set[int] = field(default_factory=set)
    problems: list[RowError] = field(default_factory=list)
    _cells: set[tuple[int, int]] = field(default_factory=set)

    def note(self, mask: pl.Series, code: RowCode, message: str) -> None:
        """The rows of the mask are wrong in the present column; a cell is reported once."""
        for index in mask.arg_true().to_list():
            self.add(index, code, message)

    def add(self, index: int, code: RowCode, message: str) -> None:
        """One row is wrong in the present column."""
        position, header = (ROW, None) if self.column is None else (self.column.position, self.column.header)
        self.bad.add(index)
        if (index, position) not in self._cells:
            self._cells.add((index, position))
            place = (self.block.records[index], position, self.block.lines[index])
            self.problems.append((*place, header, code.value, message))


class Stager:
    """Checks blocks of one file."""

    def __init__(
        self, columns: tuple[Column, ...], mode: ImportMode, checks: Mapping[str, cells.Check]
    ) -> None:
        self._columns = columns
        self._checks = checks
        self._may_lack_names = mode is ImportMode.UPSERT
        self._fields = {column.field: column for column in columns}

    def stage(self, block: Block) -> Staged:
        """Check the rows of a block."""
        torn = [(each.record, ROW, each.line, None, each.code.value, each.message) for each in block.broken]
        unread = self._set_apart_undecodable(block)
        findings = _Findings(block)
        frame = self._checked(block, findings)
        problems = sorted(torn + unread.problems + findings.problems, key=lambda problem: problem[:2])
        good = frame if not findings.bad else frame.filter(~_mask(findings.bad, len(frame)))
        return Staged(
            columns=good.columns,
            text=copy_text(good),
            rows=len(good),
            failed=len(torn) + len(unread.bad) + len(findings.bad),
            last_record=block.last_record,
            problems=problems,
        )

    def _set_apart_undecodable(self, block: Block) -> _Findings:
        """Report and take out the rows with bytes that mean nothing in the file's encoding."""
        findings = _Findings(block)
        bad = [index for index, row in enumerate(block.rows) if UNDECODABLE in "".join(row)]
        for index in bad:
            row = block.rows[index]
            damaged: list[Column | None] = [
                column for column in self._columns if UNDECODABLE in row[column.position]
            ]
            for findings.column in damaged or [None]:
                findings.add(index, RowCode.ENCODING, "has bytes that are not in the file's encoding")
        for index in reversed(bad):
            for values in (block.rows, block.lines, block.records):
                del values[index]
        return findings

    def _checked(self, block: Block, findings: _Findings) -> pl.DataFrame:
        cells_of = list(zip(*block.rows, strict=True))
        read: dict[str, pl.Series] = {}
        staged: dict[str, pl.Series] = {"record": pl.Series(block.records, dtype=pl.Int64).cast(pl.String)}
        staged["line"] = pl.Series(block.lines, dtype=pl.Int64).cast(pl.String)
        staged["id"] = pl.Series(rising_ids(len(block.rows)), dtype=pl.String)
        for findings.column in self._columns:
            raw = pl.Series(cells_of[findings.column.position] if cells_of else [], dtype=pl.String)
            values = read[findings.column.field] = cells.cleaned(raw)
            findings.note(cells.has_controls(values), RowCode.INVALID_VALUE, "has a control character")
            staged |= self._checks[findings.column.field](values, findings.note)
        self._require_email(read["email"], findings)
        staged["lacks"] = self._require_names(read, findings)
        return pl.DataFrame(_with_parts(staged))

    def _require_email(self, addresses: pl.Series, findings: _Findings) -> None:
        findings.column = self._fields["email"]
        findings.note(addresses.is_null(), RowCode.REQUIRED, "is required")

    def _require_names(self, read: Mapping[str, pl.Series], findings: _Findings) -> pl.Series:
        """Which names a row lacks, as bits.

        When known customers are updated, that is decided once they are known.
        """
        empty = pl.Series([True] * len(read["email"]), dtype=pl.Boolean)
        lacking = {name: read[name].is_null() if name in read else empty for name in NAME_BITS}
        nameless = (
            lacking["full_name"] & lacking["company_name"] & (lacking["given_name"] | lacking["family_name"])
        )
        lacks = pl.Series([0] * len(empty), dtype=pl.Int64)
        for name in name_columns(self._fields):
            missing = nameless & lacking[name]
            lacks += missing.cast(pl.Int64) * NAME_BITS[name]
            if not self._may_lack_names:
                findings.column = self._fields[name]
                findings.note(missing, RowCode.REQUIRED, "is required")
        return lacks.cast(pl.String)


def _mask(places: set[int], length: int) -> pl.Series:
    flags = [False] * length
    for place in places:
        flags[place] = True
    return pl.Series(flags, dtype=pl.Boolean)


def rising_ids(amount: int) -> list[str]:
    """UUIDs of version 7 that rise, so that the indexes grow at their end.

    The twelve bits after the milliseconds count (RFC 9562, 6.2, method 1). The first digit of the last
    half is `8` in all of them: with `9`, `a` and `b` there they name a customer's addresses and event.
    """
    millis = time.time_ns() // 1_000_000
    random = os.urandom(8 * amount).hex()
    return [
        f"{millis + (at >> 12):012x}7{at & 0xFFF:03x}8{random[16 * at : 16 * at + 15]}"
        for at in range(amount)
    ]


def _with_parts(staged: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """First and last name of a joined one, as the core cuts it, where they were not written themselves."""
    full = staged.get("full_name")
    if full is None:
        return staged
    nothing = pl.Series([None] * len(full), dtype=pl.String)
    given, family = staged.get("given_name", nothing), staged.get("family_name", nothing)
    cut = given.is_null() & family.is_null() & full.is_not_null()
    last = full.str.extract(r" (\S*)$").fill_null("")
    first = full.str.extract(r"^(.*) \S*$").str.strip_chars().fill_null(full)
    named = given.zip_with(~cut, first), family.zip_with(~cut, last)
    return staged | {"given_name": named[0], "family_name": named[1]}


def copy_text(frame: pl.DataFrame) -> bytes:
    """The rows in the text format of `COPY`."""
    escaped = [_escaped(column) for column in frame]
    output = io.BytesIO()
    pl.DataFrame(escaped).write_csv(
        output, separator="\t", include_header=False, null_value="\\N", quote_style="never"
    )
    return output.getvalue()


def _escaped(column: pl.Series) -> pl.Series:
    special = ["\\", "\t", "\n", "\r"]
    if not column.str.contains_any(special).any():
        return column
    return column.str.replace_many(special, ["\\\\", "\\t", "\\n", "\\r"])
