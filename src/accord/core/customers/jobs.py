"""What a worker may run for customers."""

from collections.abc import Mapping

from accord.core.context import Context

from . import statistics_store


async def refresh_statistics(ctx: Context, _arguments: Mapping[str, object]) -> None:
    """Refresh the planner's figures: after a bulk load the old ones make it choose slow plans."""
    await statistics_store.refresh(ctx.db)
