"""The one place that reads the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, UTC, cut to milliseconds: what is answered is then what is stored."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
