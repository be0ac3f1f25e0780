"""The SQL of a job's life.

Every change by a worker names the worker and the attempt, so that a worker that was
taken for dead can change nothing any more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from accord.kit.db import Db, Statement, statement

CHANNEL = "ch_pgqueuer"

# The worker ends a job at its limit; the database does so only when the worker did not.
_SPARE_SECONDS = 5.0


def _sql(written: str) -> Statement[Any]:
    return statement(text(written))


# A job that waits under the same key is kept, and locked until this transaction ends: it cannot be begun
# before the change that asked for it again is visible to it.
_PUT = _sql("""
    INSERT INTO pgqueuer AS waiting (priority, entrypoint, payload, execute_after, dedupe_key, status)
    SELECT 0, name, payload, coalesce(run_at, now()), key, 'queued'
    FROM unnest(CAST(:names AS text[]), CAST(:payloads AS bytea[]), CAST(:run_ats AS timestamptz[]),
                CAST(:keys AS text[])) WITH ORDINALITY AS job (name, payload, run_at, key, place)
    ORDER BY place
    ON CONFLICT (dedupe_key) WHERE status IN ('queued', 'picked') AND dedupe_key IS NOT NULL
    DO UPDATE SET execute_after = least(waiting.execute_after, excluded.execute_after)
    """)

# The attempt must be counted before the work begins and must survive the death of the worker, though not of
# the database: there the count may be one low. That saves waiting for the disk. The key is given free,
# because a job asked for from now on may need what this run will not see any more.
_START = _sql("""
    UPDATE pgqueuer
    SET attempts = attempts + 1, updated = now(), heartbeat = now(), dedupe_key = NULL,
        headers = coalesce(headers, '{}') || '{"started": true}'
    WHERE id = :id AND queue_manager_id = :worker AND attempts = :attempts AND status = 'picked'
    RETURNING attempts, set_config('synchronous_commit', 'off', true)
    """)

# Workers skip locked rows when they look for jobs of the dead: this lock is the heartbeat of a running job.
# It ends with the transaction: at once if the process dies, soon after the job's time limit if its machine
# vanishes.
_HOLD = _sql("""
    SELECT set_config('statement_timeout', :limit, true),
           set_config('idle_in_transaction_session_timeout', :limit, true)
    FROM pgqueuer
    WHERE id = :id AND queue_manager_id = :worker AND attempts = :attempts AND status = 'picked'
    FOR KEY SHARE
    """)

_FINISH = _sql("DELETE FROM pgqueuer WHERE id = :id AND queue_manager_id = :worker AND attempts = :attempts")

_RETRY = _sql("""
    UPDATE pgqueuer
    SET status = 'queued', execute_after = now() + make_interval(secs => :seconds), updated = now(),
        queue_manager_id = NULL, slot = NULL, headers = jsonb_build_object('error', CAST(:error AS text))
    WHERE id = :id AND queue_manager_id = :worker AND attempts = :attempts
    """)

_BURY = _sql("""
    WITH gone AS (
        DELETE FROM pgqueuer WHERE id = :id AND queue_manager_id = :worker AND attempts = :attempts
        RETURNING id, entrypoint, payload, attempts, created
    )
    INSERT INTO dead_jobs (id, name, arguments, attempts, error, traceback, enqueued_at, died_at)
    SELECT id, entrypoint, convert_from(payload, 'UTF8'), attempts, :error, :traceback, created, now()
    FROM gone
    """)

_RELEASE = _sql("""
    UPDATE pgqueuer
    SET status = 'queued', queue_manager_id = NULL, slot = NULL, updated = now(),
        headers = headers - 'started',
        attempts = attempts - CASE WHEN headers ? 'started' THEN 1 ELSE 0 END
    WHERE id = ANY (CAST(:ids AS bigint[])) AND queue_manager_id = :worker AND status = 'picked'
    """)
_WAKE = _sql(f"SELECT pg_notify('{CHANNEL}', '')")

_NEXT_DUE = _sql("""
    SELECT extract(epoch FROM min(soonest.execute_after) - now())::float8
    FROM unnest(CAST(:names AS text[])) AS known (name)
    CROSS JOIN LATERAL (
        SELECT execute_after FROM pgqueuer WHERE entrypoint = known.name AND status = 'queued'
        ORDER BY execute_after LIMIT 1
    ) AS soonest
    """)
_UNKNOWN = _sql("""
    SELECT coalesce(array_agg(DISTINCT entrypoint), '{}') FROM pgqueuer
    WHERE status = 'queued' AND entrypoint <> ALL (CAST(:names AS text[]))
    """)
_TIDY = _sql("DELETE FROM pgqueuer_log WHERE created < :before")


async def put(
    db: Db,
    names: Sequence[str],
    payloads: Sequence[bytes],
    run_ats: Sequence[datetime | None],
    keys: Sequence[str | None],
) -> None:
    """Write jobs, in this order. No key may come twice."""
    await db.execute(_PUT, names=names, payloads=payloads, run_ats=run_ats, keys=keys)


async def start(db: Db, **claim: Any) -> int | None:
    """Count the attempt that begins now; its number, or None when the job is not this worker's any more."""
    counted: int | None = await db.value(_START, **claim)
    return counted


async def hold(db: Db, *, seconds: float, **claim: Any) -> bool:
    """Keep the job while this transaction lives, at most so many seconds; whether it was still there."""
    limit = str(int((seconds + _SPARE_SECONDS) * 1000))
    return await db.value(_HOLD, limit=limit, **claim) is not None


async def finish(db: Db, **claim: Any) -> bool:
    """Note that the job is done; whether it was still this worker's."""
    return await db.execute(_FINISH, **claim) == 1


async def retry(db: Db, *, seconds: float, error: str, **claim: Any) -> None:
    """Put the job back for another attempt in so many seconds."""
    await db.execute(_RETRY, seconds=seconds, error=error, **claim)


async def bury(db: Db, *, error: str, traceback: str, **claim: Any) -> bool:
    """Move the job to those that were given up; whether it was still this worker's."""
    return await db.execute(_BURY, error=error, traceback=traceback, **claim) == 1


async def release(db: Db, ids: Sequence[int], worker: Any) -> None:
    """Give jobs back, to be begun by any worker at once, as if they had not been begun here."""
    if await db.execute(_RELEASE, ids=ids, worker=worker):
        await db.execute(_WAKE)


async def next_due(db: Db, names: Sequence[str]) -> float | None:
    """Seconds until the earliest waiting job is due (negative when it is overdue); None when none waits."""
    seconds: float | None = await db.value(_NEXT_DUE, names=names)
    return seconds


async def unknown_names(db: Db, names: Sequence[str]) -> list[str]:
    """The names of waiting jobs that are not among these."""
    found: list[str] = await db.value(_UNKNOWN, names=names)
    return found


async def tidy(db: Db, before: datetime) -> int:
    """Drop what PgQueuer logged before this instant; the number of rows."""
    return await db.execute(_TIDY, before=before)
