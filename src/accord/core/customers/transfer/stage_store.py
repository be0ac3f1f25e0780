"""The SQL of what is staged: good rows of a file, in a table of the run's own."""

import io
from typing import Any
from uuid import UUID

from sqlalchemy import text

from accord.kit.db import Db, Statement, statement

from .staged import RowError, Staged

_PATIENCE = """
SET LOCAL statement_timeout = 0;
SET LOCAL work_mem = '128MB';
SET LOCAL maintenance_work_mem = '128MB'
"""
_MAKE = """
DROP TABLE IF EXISTS {stage};
CREATE UNLOGGED TABLE {stage} (
    record bigint NOT NULL, line bigint NOT NULL, id uuid NOT NULL, lacks smallint NOT NULL,
    given_name text, family_name text, full_name text, company_name text,
    email text NOT NULL, email_key text NOT NULL, phone text, phone_key text, born_on date,
    street text, city text, state text, zip_code text, country text,
    region text, nationality text, language text,
    written_segment text, written_contact_type text, loyalty text, sla_tier text, status text,
    tags text[], tag_keys text[], notes text, channel text, frequency text, categories text[],
    opening_spent numeric(14, 2), opening_orders integer, opening_last_order_at timestamptz
)
"""
_ERROR_COLUMNS = ("run_id", "record", "position", "line", "column_name", "code", "message")


def stage_of(run_id: UUID) -> str:
    """The name of the table in which the rows of a run wait."""
    return f"import_stage_{run_id.hex}"


async def take_time(db: Db) -> None:
    """Allow this transaction long statements, and memory to sort in."""
    await db.script(_PATIENCE)


async def make(db: Db, run_id: UUID) -> None:
    """An empty table for the rows of a run, in place of any there is."""
    await db.script(_MAKE.format(stage=stage_of(run_id)))


async def drop(db: Db, run_id: UUID) -> None:
    """Remove the table of a run."""
    await db.script(f"DROP TABLE IF EXISTS {stage_of(run_id)}")


async def fill(db: Db, run_id: UUID, staged: Staged) -> None:
    """Add checked rows."""
    if staged.rows:
        await db.copy_in(stage_of(run_id), staged.columns, io.BytesIO(staged.text))


async def note_problems(db: Db, run_id: UUID, problems: list[RowError]) -> None:
    """Write down what is wrong with rows."""
    if problems:
        records = [(run_id, *problem) for problem in problems]
        await db.copy_records("customer_import_errors", _ERROR_COLUMNS, records)


async def index(db: Db, run_id: UUID) -> None:
    """Prepare the filled table for being read in parts."""
    stage = stage_of(run_id)
    await db.script(f"CREATE INDEX ON {stage} (record); ANALYZE {stage}")


# A row whose name is incomplete may update a known customer, but cannot become a new one.
_FAIL_NAMELESS = """
WITH unknown AS (
    DELETE FROM {stage} s WHERE s.lacks > 0 AND NOT EXISTS (
        SELECT FROM customer_identities i WHERE i.kind = 'email' AND i.normalised = s.email_key)
    RETURNING s.record, s.line, s.lacks
), noted AS (
    INSERT INTO customer_import_errors (run_id, record, position, line, column_name, code, message)
    SELECT CAST(:run AS uuid), u.record, n.position, u.line, n.header, 'required', 'is required'
    FROM unknown u JOIN unnest(CAST(:bits AS int[]), CAST(:positions AS int[]), CAST(:headers AS text[]))
        AS n (bit, position, header) ON u.lacks & n.bit > 0
)
SELECT count(*) FROM unknown
"""
# The first of equal addresses stays. Grouping by hash is three times as fast as numbering the rows.
_SKIP_REPEATED = """
WITH repeated AS (
    SELECT email_key, min(record) AS first FROM {stage} GROUP BY email_key HAVING count(*) > 1
), later AS (
    DELETE FROM {stage} s USING repeated r WHERE s.email_key = r.email_key AND s.record > r.first
    RETURNING s.record, s.line, r.first
), noted AS (
    INSERT INTO customer_import_errors (run_id, record, position, line, column_name, code, message)
    SELECT CAST(:run AS uuid), l.record, CAST(:position AS int), l.line, CAST(:header AS text),
        'duplicate_in_file', 'is the same as in line ' || f.line
    FROM later l JOIN {stage} f ON f.record = l.first
)
SELECT count(*) FROM later
"""
_DROP_NOTED = """
DELETE FROM {stage} s USING customer_import_errors e WHERE e.run_id = :run AND e.record = s.record
"""
_SKIP_KNOWN = """
WITH known AS (
    SELECT s.record, s.line FROM {stage} s
    JOIN customer_identities i ON i.kind = 'email' AND i.normalised = s.email_key
), noted AS (
    INSERT INTO customer_import_errors (run_id, record, position, line, column_name, code, message)
    SELECT CAST(:run AS uuid), k.record, CAST(:position AS int), k.line, CAST(:header AS text),
        'duplicate', 'belongs to a customer already'
    FROM known k
)
SELECT count(*) FROM known
"""
_COUNT_KNOWN = """
SELECT count(*) FROM {stage} s JOIN customer_identities i ON i.kind = 'email' AND i.normalised = s.email_key
"""
_COUNT = "SELECT count(*) FROM {stage} WHERE record > :after"
_EXISTS: Statement[Any] = statement(text("SELECT to_regclass(:name) IS NOT NULL"))


def _for(run_id: UUID, sql: str) -> Statement[Any]:
    return statement(text(sql.format(stage=stage_of(run_id))))


async def fail_nameless(
    db: Db, run_id: UUID, *, bits: list[int], positions: list[int], headers: list[str]
) -> int:
    """Take out rows that lack a name and have an unknown address; the number of rows."""
    sql = _for(run_id, _FAIL_NAMELESS)
    return int(await db.value(sql, run=run_id, bits=bits, positions=positions, headers=headers))


async def skip_repeated(db: Db, run_id: UUID, *, position: int, header: str) -> int:
    """Take out rows whose address stands in an earlier good row; the number of rows."""
    sql = _for(run_id, _SKIP_REPEATED)
    return int(await db.value(sql, run=run_id, position=position, header=header))


async def skip_known(db: Db, run_id: UUID, *, position: int, header: str) -> int:
    """Report the rows whose address a customer has; the number of rows."""
    sql = _for(run_id, _SKIP_KNOWN)
    return int(await db.value(sql, run=run_id, position=position, header=header))


async def count_known(db: Db, run_id: UUID) -> int:
    """The number of rows whose address a customer has."""
    return int(await db.value(_for(run_id, _COUNT_KNOWN)))


async def drop_noted(db: Db, run_id: UUID) -> None:
    """Take out the rows that were reported before."""
    await db.execute(_for(run_id, _DROP_NOTED), run=run_id)


async def count(db: Db, run_id: UUID, *, after: int) -> int:
    """How many rows wait after this one; 0 when there is no table."""
    if not await db.value(_EXISTS, name=stage_of(run_id)):
        return 0
    return int(await db.value(_for(run_id, _COUNT), after=after))
