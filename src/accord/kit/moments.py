"""Dates and times as people and programs write them."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import msgspec

__all__ = ["in_utc", "is_storable", "parse_moment"]

# The database's driver takes these two instants for "before" and "after all time".
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def in_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same instant in UTC. Raises OverflowError at the ends of the calendar."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    found = moment.astimezone(UTC)
    if not is_storable(found):
        raise OverflowError("the first or last instant of the calendar")
    return found


def is_storable(instant: datetime) -> bool:
    """Whether the database keeps an instant as what it is."""
    return _FIRST < instant < _LAST


def parse_moment(text: str) -> datetime | None:
    """The date or date-time that a text names in ISO 8601's extended form, with a zone if it has one."""
    if _DAY.match(text) is None or not text.isascii():
        return None
    try:
        if len(text) > 10 and text[10] in "Tt ":
            return _parse_with_time(text)
        return datetime.combine(date.fromisoformat(text), datetime.min.time())
    except ValueError:
        return None


def _parse_with_time(text: str) -> datetime:
    try:
        return msgspec.convert(text, datetime)  # rounds long fractions as the fast path does
    except msgspec.ValidationError:
        return datetime.fromisoformat(text.upper())
