"""The table of jobs that were given up. PgQueuer's own tables are known to migrations alone."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from accord.kit.db import metadata, moment

dead_jobs = Table(
    "dead_jobs",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("arguments", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("traceback", Text, nullable=False),
    moment("enqueued_at", nullable=False),
    moment("died_at", nullable=False),
)
Index("dead_jobs_latest_idx", dead_jobs.c.died_at.desc(), dead_jobs.c.id.desc())
