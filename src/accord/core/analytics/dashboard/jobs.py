"""What a worker may run for the dashboard."""

from collections.abc import Mapping

from accord.core.context import Context
from accord.kit import log

from . import upkeep


async def fold_counts(ctx: Context, _arguments: Mapping[str, object]) -> None:
    """Put together what was counted since the last time."""
    await upkeep.fold_counts(ctx)


async def verify_counts(ctx: Context, _arguments: Mapping[str, object]) -> None:
    """Hold what was counted against the rows, correct it, and log where it was wrong."""
    for table, groups in (await upkeep.reconcile_counts(ctx)).items():
        log.warning("counts repaired", table=table, groups=groups)
