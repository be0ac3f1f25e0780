"""What comes out of checking a block of rows. Knows nothing of how it is checked, and so loads quickly."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ROW = -1  # the position of a problem that is about the row as a whole
FIRST_NAME, LAST_NAME, JOINED_NAME = 1, 2, 4
NAME_BITS = {
    "given_name": FIRST_NAME,
    "family_name": LAST_NAME,
    "full_name": JOINED_NAME,
    "company_name": JOINED_NAME,
}


# Record, position, line, header, code, message: a row of the table of errors but for its run.
RowError = tuple[int, int, int, str | None, str, str]


@dataclass(slots=True)
class Staged:
    """A checked block: `text` is for `COPY` into `columns`; `failed` rows have the `problems`."""

    columns: list[str]
    text: bytes
    rows: int
    failed: int
    last_record: int
    problems: list[RowError]


def name_columns(fields: Mapping[str, Any]) -> list[str]:
    """The columns that make a name: first and last name when the file has both, else a joined one."""
    parts = [name for name in ("given_name", "family_name") if name in fields]
    if len(parts) == 2:
        return parts
    return [next(name for name in ("full_name", "company_name") if name in fields)]


def name_bits(fields: Mapping[str, Any]) -> list[tuple[int, str]]:
    """The bit that stands for each of these columns in `lacks`."""
    return [(NAME_BITS[name], name) for name in name_columns(fields)]
