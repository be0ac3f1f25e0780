"""The one place that reads the clock."""

from datetime import UTC, datetime
from time import time_ns


def now() -> datetime:
    """The present instant, UTC, cut to milliseconds: what is answered is then what is stored."""
    return datetime.fromtimestamp(time_ns() // 1_000_000 / 1000, UTC)
