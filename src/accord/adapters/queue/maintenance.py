"""Keeping the queue's own tables small."""

from datetime import timedelta
from typing import Any

from accord.core.context import Context

from . import store

LOG_KEPT = timedelta(days=1)


async def tidy_log(ctx: Context, _arguments: dict[str, Any]) -> None:
    """A job: drop PgQueuer's log of fetched jobs after a day. Done jobs leave the queue when they end."""
    await store.tidy(ctx.db, ctx.now - LOG_KEPT)
