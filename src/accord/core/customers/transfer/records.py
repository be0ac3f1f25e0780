"""Imports as records: what is wanted, how a run stands, what was wrong with a row."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from accord.kit.records import Record


class ImportMode(StrEnum):
    """What happens to a row whose e-mail address is known already."""

    SKIP = "skip"
    UPSERT = "upsert"


class ImportStatus(StrEnum):
    """How far a run has come.

    A staged one has its good rows in the database, though not yet among the customers.
    """

    STARTED = "started"
    STAGED = "staged"
    COMPLETED = "completed"
    DISCARDED = "discarded"


class RowCode(StrEnum):
    """Why a row was not imported. A duplicate is skipped, every other row has failed."""

    REQUIRED = "required"
    INVALID_EMAIL = "invalid_email"
    INVALID_NUMBER = "invalid_number"
    INVALID_DATE = "invalid_date"
    INVALID_VALUE = "invalid_value"
    TOO_LONG = "too_long"
    DUPLICATE_IN_FILE = "duplicate_in_file"
    DUPLICATE = "duplicate"
    COLUMN_COUNT = "column_count"
    ENCODING = "encoding"


class RowProblem(Record):
    """One thing wrong with one row.

    `line` is the physical line that the row starts on, `record` its number among the data rows from 1,
    `column` the header of the cell (None for the row as a whole).
    """

    line: int
    record: int
    column: str | None
    code: RowCode
    message: str


class ImportOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a file is to be read and what is to be done with its rows.

    `mapping` says which field a header means (an empty text: none); headers it leaves out are known by their
    names. `encoding` and `delimiter` are detected when absent. `zone` is where times without one are read.
    With `resume` an unfinished run of the same file, mode and columns is continued. `batch_rows` rows are
    committed at a time.
    """

    mode: ImportMode = ImportMode.SKIP
    mapping: dict[str, str] = {}
    dry_run: bool = False
    resume: bool = False
    encoding: str | None = None
    delimiter: str | None = None
    zone: str = "UTC"
    max_bytes: int | None = None
    max_rows: int | None = None
    batch_rows: int = 50_000


class ImportRun(Record):
    """A run.

    `columns` maps fields to the headers they were read from; `merged_to` is the last data row committed.
    """

    id: UUID
    file_name: str
    fingerprint: str
    mode: ImportMode
    status: ImportStatus
    columns: dict[str, str]
    ignored_columns: list[str]
    encoding: str
    delimiter: str
    total: int
    staged: int
    imported: int
    updated: int
    skipped: int
    failed: int
    merged_to: int
    actor_kind: str
    actor_id: str
    started_at: datetime
    finished_at: datetime | None


class ImportReport(Record):
    """How the rows of a run ended, and the first problems in the order of the file.

    `truncated` says there are more.
    """

    run: ImportRun
    errors: list[RowProblem]
    truncated: bool


class ImportProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run has come: first the file is read, then its rows are merged."""

    bytes_done: int
    bytes_total: int
    rows_done: int
    rows_total: int | None


Progress = Callable[[ImportProgress], None]


class ExportFilter(Record):
    """Which customers to export; every filter given must hold.

    `search` finds a substring of name or e-mail in any letter case, `tags` any of them; bounds are included.
    """

    search: str | None = None
    status: str | None = None
    tags: tuple[str, ...] = ()
    created_from: datetime | None = None
    created_to: datetime | None = None
    last_order_from: datetime | None = None
    last_order_to: datetime | None = None
    spent_from: float | None = None
    spent_to: float | None = None
    orders_from: int | None = None
    orders_to: int | None = None
