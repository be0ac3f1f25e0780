"""How the platform is."""

import time

from accord.core.context import Context
from accord.kit.db import DatabaseUnavailable

from . import store
from .records import Health

SLOW_SECONDS = 1.0


async def check_health(ctx: Context) -> Health:
    """Ask the database for a sign of life; one slower than a second counts as impaired. Open to everybody."""
    ctx.public()
    began = time.perf_counter()
    try:
        await store.ping(ctx.db)
    except DatabaseUnavailable:
        return Health.BAD
    return Health.IMPAIRED if time.perf_counter() - began > SLOW_SECONDS else Health.GOOD
