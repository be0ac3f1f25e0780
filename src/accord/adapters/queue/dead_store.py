"""The SQL of jobs that were given up."""

from typing import Any

from sqlalchemy import bindparam, select, text

from accord.kit.db import Db, Statement, columns_of, statement

from .records import DeadJob
from .tables import dead_jobs

_LATEST = statement(
    select(*columns_of(DeadJob, dead_jobs))
    .order_by(dead_jobs.c.died_at.desc(), dead_jobs.c.id.desc())
    .limit(bindparam("most")),
    DeadJob,
)
_REVIVE: Statement[Any] = statement(
    text("""
    WITH gone AS (DELETE FROM dead_jobs WHERE id = :id RETURNING name, arguments)
    INSERT INTO pgqueuer (priority, entrypoint, payload, status)
    SELECT 0, name, convert_to(arguments, 'UTF8'), 'queued' FROM gone
    """)
)


async def latest(db: Db, most: int) -> list[DeadJob]:
    """The dead jobs that died last, newest first."""
    return await db.all(_LATEST, most=most)


async def revive(db: Db, job_id: int) -> bool:
    """Enqueue a dead job as a new one; whether there was one."""
    return await db.execute(_REVIVE, id=job_id) == 1
