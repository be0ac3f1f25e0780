"""What a worker may run for interactions."""

from collections.abc import Mapping

from accord.core.context import Context
from accord.kit import log

from .rollups import repair_last_interactions


async def verify_rollups(ctx: Context, _arguments: Mapping[str, object]) -> None:
    """Repair the last interaction of customers whose rows say otherwise, and log how many it were."""
    repaired = await repair_last_interactions(ctx)
    if repaired:
        log.warning("rollups repaired", rollup="last_interaction_at", customers=repaired)
