"""A file, surveyed once and then read in blocks."""

import codecs
import csv
import hashlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from .columns import Column, columns_in, ignored_in, known_in
from .encodings import ERRORS, Sampler, known_encoding
from .errors import FileTooLarge, FileUnreadable
from .records import ImportOptions
from .splitting import Block, Lines, Splitter, Unclosed

DELIMITERS = (",", ";", "\t", "|")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file is and how it will be read. `fingerprint` is the SHA-256 of its bytes."""

    path: Path
    size: int
    fingerprint: str
    encoding: str
    delimiter: str
    columns: tuple[Column, ...]
    ignored: tuple[str, ...]
    width: int


def survey(path: Path, options: ImportOptions) -> Plan:
    """Read the whole file once, and its header. Raises FileUnreadable, FileTooLarge."""
    size, fingerprint, encoding = _scan(path, options)
    delimiter, header = _header(path, encoding, options.delimiter)
    columns = columns_in(header, options.mapping)
    return Plan(
        path=path,
        size=size,
        fingerprint=fingerprint,
        encoding=encoding,
        delimiter=delimiter,
        columns=tuple(columns),
        ignored=tuple(ignored_in(header, columns)),
        width=len(header),
    )


def blocks_of(plan: Plan, *, max_rows: int | None) -> Generator[tuple[Block, int], None, None]:
    """The rows of a file, with the number of bytes read so far. Raises FileTooLarge."""
    with _opened(plan.path, plan.encoding) as file:
        splitter = Splitter(Lines(file), plan.delimiter)
        _skip_header(splitter, plan.delimiter)
        for block in splitter.blocks(plan.width):
            if max_rows is not None and block.last_record > max_rows:
                raise FileTooLarge(f"the file has more than {max_rows} rows")
            yield block, file.buffer.tell()


def _scan(path: Path, options: ImportOptions) -> tuple[int, str, str]:
    digest = hashlib.sha256()
    sampler = Sampler()
    size = 0
    try:
        with path.open("rb") as raw:
            while block := raw.read(_CHUNK):
                size += len(block)
                if options.max_bytes is not None and size > options.max_bytes:
                    raise FileTooLarge(f"the file has more than {options.max_bytes} bytes")
                digest.update(block)
                sampler.see(block)
    except OSError as refused:
        raise FileUnreadable([f"the file cannot be read: {refused.strerror}"]) from refused
    encoding = sampler.encoding() if options.encoding is None else known_encoding(options.encoding)
    return size, digest.hexdigest(), encoding


def _opened(path: Path, encoding: str) -> TextIO:
    """The text of a file; its lines keep their ends, and CR LF, LF and CR all end one."""
    return path.open(encoding=encoding, errors=ERRORS, newline="")


def _header(path: Path, encoding: str, delimiter: str | None) -> tuple[str, list[str]]:
    """The delimiter and the cells of the header. Raises FileUnreadable."""
    candidates = DELIMITERS if delimiter is None else (delimiter,)
    with _opened(path, encoding) as file:
        first = next((line for line in file if line.strip()), "")
    declared = _declared(first)
    if declared is not None:
        candidates = (declared,)
    found = [(each, header) for each in candidates if (header := _header_with(path, encoding, each))]
    if not found:
        raise FileUnreadable(["the file is empty or its first line cannot be read"])
    return max(found, key=lambda pair: (known_in(pair[1]), len(pair[1])))


def _header_with(path: Path, encoding: str, delimiter: str) -> list[str]:
    with _opened(path, encoding) as file:
        splitter = Splitter(Lines(file), delimiter)
        try:
            return _skip_header(splitter, delimiter)
        except (csv.Error, Unclosed):
            return []


def _skip_header(splitter: Splitter, delimiter: str) -> list[str]:
    header = splitter.header()
    if _declared(delimiter.join(header)) is not None:
        header = splitter.header()
    return header


def _declared(line: str) -> str | None:
    """The delimiter that a spreadsheet program declares on a first line such as `sep=;`."""
    text = line.strip("\r\n").removeprefix(codecs.BOM_UTF8.decode())
    return text[4] if len(text) == 5 and text.lower().startswith("sep=") else None
