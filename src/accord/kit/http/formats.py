"""What a field may hold beyond its type: named formats of text, and bounds of decimals.

Both ride on `msgspec.Meta`, so they compose with lengths and patterns and appear in the OpenAPI document.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

import email_validator
from msgspec import Meta

__all__ = ["EMAIL", "Bounds", "Email", "Format", "decimal_between", "formatted", "is_email"]

# The addresses of everyday life pass without the library, which costs 40 µs.
_WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN_EMAIL = re.compile(rf"(?=[^@]{{1,64}}@){_WORD}(?:\.{_WORD})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


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


def is_email(text: str) -> bool:
    """Whether mail could be addressed to this text; nothing is looked up."""
    if _PLAIN_EMAIL.fullmatch(text) is not None:
        return len(text) <= 255
    if _CONTROLS.search(text) is not None or len(text) > 255:
        return False
    try:
        email_validator.validate_email(text, check_deliverability=False, strict=True)
    except email_validator.EmailNotValidError:
        return False
    return True


EMAIL = Format("email", "a valid e-mail address", is_email)


def formatted(format_: Format, *, max_length: int | None = None) -> Meta:
    """The annotation of a text in a format, at most `max_length` characters long."""
    return Meta(max_length=max_length, extra={"format": format_}, extra_json_schema={"format": format_.name})


def decimal_between(least: int | str, most: int | str) -> Meta:
    """The annotation of a Decimal within bounds, both included (msgspec bounds only int and float)."""
    bounds = Bounds(Decimal(least), Decimal(most))
    schema: dict[str, Any] = {"minimum": float(bounds.least), "maximum": float(bounds.most)}
    return Meta(extra={"bounds": bounds}, extra_json_schema=schema)


Email = Annotated[str, formatted(EMAIL, max_length=255)]
