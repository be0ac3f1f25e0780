"""What a provider's own template takes: values of a context in words, one for each name."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from accord.core.communications.plain import said
from accord.kit.liquid import Language, long_date, money

from . import values, wording
from .records import Letter, Letterhead

AMOUNTS = frozenset({"amount", "budget", "cost", "price", "total"})


def taken_values(names: Sequence[str], letter: Letter, letterhead: Letterhead) -> tuple[str, ...]:
    """The values of these names, `""` for one that says nothing.

    A name is one of the context's, or one that our templates know. Days and amounts read as in our own texts; the
    customer's own name stands in for one that the context lacks.
    """
    language = wording.language_of(letter.language)
    known = values.values_of(letter) | {
        "client_name": said(letter.context.get("client_name")) or letter.full_name,
        "company": letterhead.name,
        "first_name": values.first_name_of(letter, wording.nobodys_name(language)),
    }
    return tuple(_words(name, known.get(name) or said(letter.context.get(name)), language) for name in names)


def _words(name: str, value: Any, language: Language) -> str:
    if isinstance(value, list):
        value = said(value)
    if name in AMOUNTS and (amount := money(value, language)) is not None:
        return amount
    if isinstance(value, str) and _is_day(value) and (day := long_date(value, language)) is not None:
        return day
    return "" if value is None else str(value)


def _is_day(text: str) -> bool:
    """Whether a text begins with a day as ISO 8601 writes it, `2025-12-15`."""
    try:
        date.fromisoformat(text.strip()[:10])
    except ValueError:
        return False
    return text.strip()[4:5] == "-"
