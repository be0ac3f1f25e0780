"""What a field may hold beyond its type: named formats of text, and bounds of decimals.

Both ride on `msgspec.Meta`, so they compose with lengths and patterns and appear in the OpenAPI document.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from msgspec import Meta

from accord.kit.emails import is_email

__all__ = [
    "EMAIL",
    "Bounds",
    "Email",
    "Format",
    "absent_when",
    "decimal_between",
    "formatted",
    "is_email",
    "past_day",
]


@dataclass(frozen=True, slots=True)
class Format:
    """A named form of text: `phrase` completes "must be ...", `accepts` decides on trimmed text."""

    name: str
    phrase: str
    accepts: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The smallest and the largest value, both included."""

    least: Decimal
    most: Decimal


EMAIL = Format("email", "a valid e-mail address", is_email)


def absent_when(*words: str) -> Meta:
    """The annotation of a field that may be null, whose `words` stand for "not sent"."""
    return Meta(extra={"absent": frozenset(words)})


def formatted(format_: Format, *, max_length: int | None = None) -> Meta:
    """The annotation of a text in a format, at most `max_length` characters long."""
    return Meta(max_length=max_length, extra={"format": format_}, extra_json_schema={"format": format_.name})


def decimal_between(least: int | str, most: int | str) -> Meta:
    """The annotation of a Decimal within bounds, both included (msgspec bounds only int and float)."""
    bounds = Bounds(Decimal(least), Decimal(most))
    schema: dict[str, Any] = {"minimum": float(bounds.least), "maximum": float(bounds.most)}
    return Meta(extra={"bounds": bounds}, extra_json_schema=schema)


def past_day(earliest: date) -> Meta:
    """The annotation of a date from `earliest` to today, both included."""
    return Meta(extra={"earliest": earliest}, extra_json_schema={"description": f"From {earliest} to today."})


Email = Annotated[str, formatted(EMAIL, max_length=255)]
