"""The SQL of runs, and of what was wrong with their rows."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import JSONB

from accord.kit.db import Db, Statement, columns_of, statement

from .formulas import guarded
from .records import ImportRun, ImportStatus, RowProblem
from .tables import customer_import_errors as errors
from .tables import customer_imports as imports

SHOWN = columns_of(ImportRun, imports)

_BEGIN = statement(
    insert(imports)
    .values(
        {
            name: bindparam(name)
            for name in (
                *(
                    "id",
                    "file_name",
                    "fingerprint",
                    "mode",
                    "status",
                    "columns",
                    "ignored_columns",
                    "encoding",
                ),
                *("delimiter", "actor_kind", "actor_id", "started_at"),
            )
        }
    )
    .returning(*SHOWN),
    ImportRun,
)


async def begin(db: Db, **values: Any) -> ImportRun:
    """Write down a new run."""
    return await db.one(_BEGIN, **values)


_UNFINISHED = statement(
    select(*SHOWN)
    .where(
        imports.c.fingerprint == bindparam("fingerprint"),
        imports.c.mode == bindparam("mode"),
        imports.c.columns == bindparam("columns", type_=JSONB),
        or_(*(imports.c.status == status.value for status in (ImportStatus.STARTED, ImportStatus.STAGED))),
    )
    .order_by(imports.c.started_at.desc(), imports.c.id.desc())
    .limit(1),
    ImportRun,
)


async def find_unfinished(db: Db, fingerprint: str, mode: str, columns: dict[str, str]) -> ImportRun | None:
    """The newest unfinished run of the same file, mode and columns."""
    return await db.one_or_none(_UNFINISHED, fingerprint=fingerprint, mode=mode, columns=columns)


_STALE = statement(
    select(*SHOWN).where(
        or_(*(imports.c.status == status.value for status in (ImportStatus.STARTED, ImportStatus.STAGED))),
        imports.c.started_at < bindparam("before"),
    ),
    ImportRun,
)


async def list_stale(db: Db, *, before: datetime) -> list[ImportRun]:
    """Unfinished runs that began before an instant."""
    return await db.all(_STALE, before=before)


_FIND = statement(select(*SHOWN).where(imports.c.id == bindparam("id")), ImportRun)
_LOCK = statement(select(*SHOWN).where(imports.c.id == bindparam("id")).with_for_update(), ImportRun)


async def find(db: Db, run_id: UUID, *, lock: bool = False) -> ImportRun | None:
    """The run, locked until the transaction ends if wanted."""
    return await db.one_or_none(_LOCK if lock else _FIND, id=run_id)


@cache
def _change(names: tuple[str, ...]) -> Statement[ImportRun]:
    values = {name: bindparam(f"new_{name}", type_=imports.c[name].type) for name in names}
    return statement(
        update(imports).where(imports.c.id == bindparam("id")).values(values).returning(*SHOWN), ImportRun
    )


async def change(db: Db, run_id: UUID, **values: Any) -> ImportRun:
    """Write columns of a run."""
    given = {f"new_{name}": value for name, value in values.items()}
    return await db.one(_change(tuple(sorted(values))), id=run_id, **given)


_ERRORS = statement(
    select(errors.c.line, errors.c.record, errors.c.column_name, errors.c.code, errors.c.message)
    .where(errors.c.run_id == bindparam("run"))
    .order_by(errors.c.record, errors.c.position)
    .limit(bindparam("row_limit")),
    RowProblem,
)


async def problems_of(db: Db, run_id: UUID, *, limit: int) -> list[RowProblem]:
    """The first problems of a run, in the order of the file."""
    return await db.all(_ERRORS, run=run_id, row_limit=limit)


_ALL_ERRORS: Statement[Any] = statement(
    text(f"""
    SELECT line, record, {guarded("column_name")} AS "column", code, message
    FROM customer_import_errors WHERE run_id = :run ORDER BY record, position
    """)  # noqa: S608  (only our own names)
)


async def copy_problems(db: Db, run_id: UUID, output: Any) -> int:
    """All problems of a run as CSV into `output`; how many."""
    return await db.copy_out(_ALL_ERRORS, output, header=True, run=run_id)
