"""The SQL of schedules."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from accord.kit.db import Db, Statement, statement

_PLANT: Statement[Any] = statement(
    text("""
    INSERT INTO pgqueuer_schedules (entrypoint, expression, next_run)
    SELECT * FROM unnest(CAST(:names AS text[]), CAST(:crons AS text[]), CAST(:nexts AS timestamptz[]))
    ON CONFLICT DO NOTHING
    """)
)

# Two workers that wake together meet at the row: the second finds that its time has moved on.
_FIRE = statement(
    text("""
    UPDATE pgqueuer_schedules SET last_run = :now, next_run = planned.next, updated = now()
    FROM unnest(CAST(:names AS text[]), CAST(:crons AS text[]), CAST(:nexts AS timestamptz[]))
        AS planned (name, cron, next)
    WHERE entrypoint = planned.name AND expression = planned.cron AND next_run <= :now
    RETURNING entrypoint
    """),
    tuple[str],
)


async def plant(db: Db, names: Sequence[str], crons: Sequence[str], nexts: Sequence[datetime]) -> None:
    """Write down schedules that are new, each with its first time."""
    await db.execute(_PLANT, names=names, crons=crons, nexts=nexts)


async def fire(
    db: Db, names: Sequence[str], crons: Sequence[str], nexts: Sequence[datetime], *, now: datetime
) -> list[str]:
    """Move the schedules whose time has come to their next one; their names."""
    fired = await db.all(_FIRE, names=names, crons=crons, nexts=nexts, now=now)
    return [name for (name,) in fired]
