"""Amounts and dates as people of a language write them."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

from accord.kit.moments import parse_moment

_CENT = Decimal("0.01")
_MOST_DIGITS = 20
_NO_BREAK = "\u00a0"
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


class Language(StrEnum):
    """The languages that texts are written in."""

    ENGLISH = "en"
    FRENCH = "fr"


def money(value: object, language: Language = Language.ENGLISH) -> str | None:
    """An amount with two decimals, rounded half up: `1,234.50`, `1 234,50`; None for what is no number."""
    amount = _number(value)
    if amount is None:
        return None
    text = f"{amount.quantize(_CENT, ROUND_HALF_UP) + 0:,.2f}"  # the sum has no negative zero
    if language is Language.FRENCH:
        return text.translate({ord(","): _NO_BREAK, ord("."): ","})
    return text


def long_date(value: object, language: Language = Language.ENGLISH) -> str | None:
    """A day in words: `December 15, 2025`, `15 décembre 2025`; None for what is no ISO 8601 date."""
    day = parse_moment(value.strip()) if isinstance(value, str) else value
    if not isinstance(day, date | datetime):
        return None
    month = _MONTHS[language].split()[day.month - 1]
    if language is Language.FRENCH:
        return f"{'1er' if day.day == 1 else day.day} {month} {day.year}"
    return f"{month} {day.day}, {day.year}"


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    text = str(value).strip()
    try:
        amount = Decimal(text) if len(text) <= 2 * _MOST_DIGITS else None
    except InvalidOperation:
        return None
    if amount is None or not amount.is_finite() or amount.adjusted() >= _MOST_DIGITS:
        return None
    return amount
