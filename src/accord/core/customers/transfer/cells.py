"""The cells of one column, checked at once: bad ones are noted, good ones become what the database takes.

A check gets trimmed text in which an empty cell is null, and returns columns of text; what it noted is not
staged, so what stands in the bad cells does not matter.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

import polars as pl

from accord.core.customers.records import BankSegment, ContactType, Loyalty, SLATier, Status
from accord.core.customers.rules import normalise_email, normalise_phone
from accord.kit.emails import is_email
from accord.kit.moments import in_utc, parse_moment

from .records import RowCode

Note = Callable[[pl.Series, RowCode, str], None]
Check = Callable[[pl.Series, Note], dict[str, pl.Series]]

# A guard against formulas: one quote before what a spreadsheet would compute. A text that itself begins with
# quotes and such a character has one more, so that nothing is lost on the way out and in.
GUARD = r"^'('*[-+=@\t\n\r\x{FF0B}\x{FF0D}\x{FF1D}\x{FF20}])"
# Harmless addresses, so that only the others need the library; short enough that no part can be too long.
_PLAIN_EMAIL = (
    r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$"
)
_CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_EARLIEST_BIRTH = date(1900, 1, 1)
_LARGEST_AMOUNT = 999_999_999_999.99
_LARGEST_COUNT = 2**31 - 1


def cleaned(values: pl.Series) -> pl.Series:
    """Trimmed cells without the guard against formulas; null where nothing is left."""
    trimmed = values.str.strip_chars()
    if trimmed.str.starts_with("'").any():
        trimmed = trimmed.str.replace(GUARD, "$1").str.strip_chars()
    return trimmed.set(trimmed == "", None)


def text(field: str, most: int) -> Check:
    """Any text of at most so many characters."""

    def check(cells: pl.Series, note: Note) -> dict[str, pl.Series]:
        note(cells.str.len_chars() > most, RowCode.TOO_LONG, f"must be at most {most} characters")
        return {field: cells}

    return check


def email(cells: pl.Series, note: Note) -> dict[str, pl.Series]:
    """An e-mail address, and the key it is compared by."""
    long = cells.str.len_chars() > 255
    note(long, RowCode.TOO_LONG, "must be at most 255 characters")
    plain = cells.str.contains(_PLAIN_EMAIL) & (cells.str.len_bytes() <= 64)
    doubtful = _distinct(cells.filter(~(plain | long).fill_null(value=True)))
    wrong = [address for address in doubtful if not is_email(address)]
    note(cells.is_in(wrong), RowCode.INVALID_EMAIL, "must be a valid e-mail address")
    return {"email": cells, "email_key": _keyed(cells, cells.str.to_lowercase(), normalise_email)}


def phone(cells: pl.Series, note: Note) -> dict[str, pl.Series]:
    """A phone number as written, and the key it is compared by."""
    note(cells.str.len_chars() > 20, RowCode.TOO_LONG, "must be at most 20 characters")
    sign = cells.str.extract(r"^(\+)").fill_null("")
    keys = sign + cells.str.replace_all(r"[^0-9]", "")
    return {"phone": cells, "phone_key": _keyed(cells, keys, normalise_phone)}


def birthday(today: date) -> Check:
    """A date from 1900 to today; a date-time is cut to its date."""

    def check(cells: pl.Series, note: Note) -> dict[str, pl.Series]:
        days = cells.set(~cells.str.contains(_DAY), None).str.to_date("%Y-%m-%d", strict=False)
        unread = _distinct(cells.filter(days.is_null()))
        known = {value: moment.date() for value in unread if (moment := parse_moment(value)) is not None}
        if known:
            days = days.fill_null(cells.replace_strict(known, default=None, return_dtype=pl.Date))
        note(cells.is_not_null() & days.is_null(), RowCode.INVALID_DATE, "must be a date (YYYY-MM-DD)")
        outside = (days < _EARLIEST_BIRTH) | (days > today)
        note(outside, RowCode.INVALID_DATE, "must lie between 1900-01-01 and today")
        return {"born_on": days.cast(pl.String)}

    return check


def moment(field: str, zone: ZoneInfo) -> Check:
    """An ISO 8601 date or date-time; one without a zone is read in `zone`."""

    def check(cells: pl.Series, note: Note) -> dict[str, pl.Series]:
        quick = cells.str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="us", strict=False)
        plain = quick.is_not_null() & cells.str.contains(r"^[1-9]\d{3}-\d{2}-\d{2}T")
        values = cells.set(~plain, None)
        unread = _distinct(cells.filter(values.is_null()))
        known = {value: shown for value in unread if (shown := _instant(value, zone)) is not None}
        if known:
            values = values.fill_null(cells.replace_strict(known, default=None, return_dtype=pl.String))
        bad = cells.is_not_null() & values.is_null()
        note(bad, RowCode.INVALID_DATE, "must be an ISO 8601 date or date-time")
        return {field: values}

    return check


def amount(cells: pl.Series, note: Note) -> dict[str, pl.Series]:
    """An amount of money of at least 0."""
    shaped = cells.str.contains(r"^\+?[0-9]{1,12}(?:\.[0-9]{1,20})?$")
    within = cells.cast(pl.Float64, strict=False) <= _LARGEST_AMOUNT
    good = (shaped & within).fill_null(value=False)
    note(cells.is_not_null() & ~good, RowCode.INVALID_NUMBER, "must be a number of at least 0")
    return {"opening_spent": cells}


def count(cells: pl.Series, note: Note) -> dict[str, pl.Series]:
    """A whole number of at least 0."""
    whole = cells.str.extract(r"^\+?([0-9]{1,10})(?:\.0+)?$").cast(pl.Int64)
    good = (whole <= _LARGEST_COUNT).fill_null(value=False)
    note(cells.is_not_null() & ~good, RowCode.INVALID_NUMBER, "must be a whole number of at least 0")
    return {"opening_orders": whole.cast(pl.String)}


def choice(field: str, words: Mapping[str, str], *, shown: str) -> Check:
    """One of a few words, in any letter case."""

    def check(cells: pl.Series, note: Note) -> dict[str, pl.Series]:
        values = cells.str.to_lowercase().replace_strict(dict(words), default=None, return_dtype=pl.String)
        note(cells.is_not_null() & values.is_null(), RowCode.INVALID_VALUE, f"must be one of {shown}")
        return {field: values}

    return check


def words(field: str, most: int, *, keys: str | None = None) -> Check:
    """Texts separated by `;` or `|`, each of at most so many characters; repeated ones count once."""

    def check(cells: pl.Series, note: Note) -> dict[str, pl.Series]:
        lists = {cell: _split(cell) for cell in _distinct(cells)}
        long = [cell for cell, parts in lists.items() if any(len(part) > most for part in parts)]
        note(cells.is_in(long), RowCode.TOO_LONG, f"each must be at most {most} characters")
        staged = {field: {cell: _array(parts) for cell, parts in lists.items()}}
        if keys is not None:
            staged[keys] = {cell: _array([part.lower() for part in parts]) for cell, parts in lists.items()}
        return {name: _replaced(cells, known) for name, known in staged.items()}

    return check


def has_controls(cells: pl.Series) -> pl.Series:
    """Which cells hold NUL or another character that is no text."""
    return cells.str.contains(_CONTROLS)


def checks(zone: str, today: date) -> dict[str, Check]:
    """The check of each field. `today` bounds dates of birth."""
    limits = {
        "full_name": 255,
        "company_name": 255,
        "street": 255,
        "language": 50,
        "notes": 10_000,
    } | dict.fromkeys(
        ("given_name", "family_name", "city", "state", "zip_code", "country", "region", "nationality"), 100
    )
    found = {field: text(field, most) for field, most in limits.items()}
    return found | {
        "email": email,
        "phone": phone,
        "born_on": birthday(today),
        "bank_segment": _enum("written_segment", BankSegment),
        "contact_type": _enum("written_contact_type", ContactType),
        "loyalty": _enum("loyalty", Loyalty),
        "sla_tier": _enum("sla_tier", SLATier),
        "status": choice("status", _STATUSES, shown="active, inactive, banned"),
        "channel": _plain("channel", "email", "sms", "push", "both"),
        "frequency": _plain("frequency", "daily", "weekly", "monthly"),
        "tags": words("tags", 100, keys="tag_keys"),
        "categories": words("categories", 100),
        "total_spent": amount,
        "order_count": count,
        "last_order_at": moment("opening_last_order_at", ZoneInfo(zone)),
    }


_STATUSES = {
    "active": Status.ACTIVE.value,
    "inactive": Status.INACTIVE.value,
    "banned": Status.BLOCKED.value,
    "blocked": Status.BLOCKED.value,
}


def _enum(field: str, values: type[StrEnum]) -> Check:
    return _plain(field, *(str(value) for value in values))


def _plain(field: str, *values: str) -> Check:
    return choice(field, {value.lower(): value for value in values}, shown=", ".join(values))


def _keyed(cells: pl.Series, quick: pl.Series, exact: Callable[[str], str]) -> pl.Series:
    """Keys made quickly for ASCII, and exactly as the core makes them for the rest."""
    odd = (cells.str.len_bytes() != cells.str.len_chars()).fill_null(value=False)
    if not odd.any():
        return quick
    known = {cell: exact(cell) for cell in _distinct(cells.filter(odd))}
    return _replaced(cells, known).fill_null(quick)


def _distinct(cells: pl.Series) -> list[str]:
    found: list[str] = cells.drop_nulls().unique().to_list()
    return found


def _replaced(cells: pl.Series, known: Mapping[str, str | None]) -> pl.Series:
    if not known:
        return pl.Series([None] * len(cells), dtype=pl.String)
    return cells.replace_strict(dict(known), default=None, return_dtype=pl.String)


def _instant(value: str, zone: ZoneInfo) -> str | None:
    found = parse_moment(value)
    if found is None:
        return None
    try:
        return in_utc(found, zone).isoformat()
    except OverflowError:
        return None


def _split(cell: str) -> list[str]:
    r"""The texts of a list; `\;`, `\|` and `\\` stand for the character itself."""
    parts, part = [""], iter(cell)
    for character in part:
        if character in ";|":
            parts.append("")
        elif character == "\\":
            following = next(part, "")
            parts[-1] += following if following in (";", "|", "\\") else character + following
        else:
            parts[-1] += character
    first: dict[str, str] = {}
    for text_ in (each.strip() for each in parts):
        if text_:
            first.setdefault(text_.lower(), text_)
    return list(first.values())


def _array(parts: list[str]) -> str | None:
    """A PostgreSQL array literal; None for no texts."""
    if not parts:
        return None
    quoted = (part.replace("\\", "\\\\").replace('"', '\\"') for part in parts)
    return "{" + ",".join(f'"{part}"' for part in quoted) + "}"
