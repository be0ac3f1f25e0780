"""Instants as providers stamp them."""

from datetime import UTC, datetime


def unix_moment(stamp: str | float | None) -> datetime | None:
    """The instant of seconds since 1970; None for none, and for what is no time."""
    try:
        return None if stamp is None else datetime.fromtimestamp(float(stamp), UTC)
    except (ValueError, OverflowError, OSError):
        return None
