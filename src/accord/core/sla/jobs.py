"""What a worker may run for SLA."""

from collections.abc import Mapping

from accord.core.context import Context
from accord.kit import log

from .watching import tell_of_due_clocks


async def watch_clocks(ctx: Context, _arguments: Mapping[str, object]) -> None:
    """Tell of promises that are broken or will be soon, and log how many."""
    told = await tell_of_due_clocks(ctx)
    if told:
        log.info("promises told of", events=told)
