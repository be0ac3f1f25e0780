"""The SQL of the purge."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, or_

from accord.kit.db import Db, Statement, statement

from .records import Purged
from .tables import login_failures, revoked_tokens, sessions

_SESSIONS: Statement[Any] = statement(
    delete(sessions).where(
        or_(
            sessions.c.expires_at <= bindparam("now"),
            sessions.c.last_used_at <= bindparam("idle_since"),
            sessions.c.ended_at <= bindparam("ended_before"),
        )
    )
)
_REVOKED: Statement[Any] = statement(
    delete(revoked_tokens).where(revoked_tokens.c.expires_at <= bindparam("now"))
)
_FAILURES: Statement[Any] = statement(
    delete(login_failures).where(login_failures.c.last_failed_at <= bindparam("failed_before"))
)


async def purge(
    db: Db, *, now: datetime, idle_since: datetime, ended_before: datetime, failed_before: datetime
) -> Purged:
    """Remove what cannot matter any more; refresh tokens go with their sessions."""
    return Purged(
        sessions=await db.execute(_SESSIONS, now=now, idle_since=idle_since, ended_before=ended_before),
        revoked_tokens=await db.execute(_REVOKED, now=now),
        login_failures=await db.execute(_FAILURES, failed_before=failed_before),
    )
