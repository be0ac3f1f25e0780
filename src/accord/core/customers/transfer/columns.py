"""Which column of a file is which field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .errors import FileUnreadable

# Field -> the headers it is known by, without letter case, spaces, hyphens and underscores. Those of a
# dialect's location and preferences may come dotted (`location.city`).
HEADERS: dict[str, tuple[str, ...]] = {
    "given_name": ("firstname", "givenname"),
    "family_name": ("lastname", "familyname", "surname"),
    "full_name": ("fullname", "name"),
    "company_name": ("company", "companyname"),
    "email": ("email", "emailaddress"),
    "phone": ("phone", "phonenumber"),
    "born_on": ("dateofbirth", "bornon", "birthdate"),
    "street": ("street", "address"),
    "city": ("city",),
    "state": ("state",),
    "zip_code": ("zipcode", "zip", "postalcode", "postcode"),
    "country": ("country",),
    "region": ("region",),
    "nationality": ("nationality",),
    "language": ("language", "preferredlanguage"),
    "bank_segment": ("segment", "banksegment"),
    "contact_type": ("contacttype",),
    "loyalty": ("loyalty", "loyaltystatus"),
    "sla_tier": ("slatier",),
    "status": ("status",),
    "tags": ("tags",),
    "notes": ("notes",),
    "channel": ("channel",),
    "frequency": ("frequency",),
    "categories": ("categories",),
    "total_spent": ("totalspent",),
    "order_count": ("ordercount",),
    "last_order_at": ("lastorderdate", "lastorderat"),
}
_FIELDS = {name: field for field, names in HEADERS.items() for name in (*names, field.replace("_", ""))}
_PREFIX = re.compile(r"^(?:location|preferences)\.")
_LOOSE = re.compile(r"[\s_-]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: which field it is, where it stands (from 0), and its header as written."""

    field: str
    position: int
    header: str


def field_of(header: str) -> str | None:
    """The field that a header names."""
    return _FIELDS.get(_LOOSE.sub("", _PREFIX.sub("", header.strip().casefold())))


def known_in(header: Sequence[str]) -> int:
    """How many cells of a line name a field."""
    return sum(field_of(cell) is not None for cell in header)


def columns_in(header: Sequence[str], mapping: Mapping[str, str]) -> list[Column]:
    """The columns to read, in the order of the file. Raises FileUnreadable with everything that is wrong."""
    titles = [cell.strip() for cell in header]
    mapped = _mapped(titles, mapping)
    columns = [Column(field, at, titles[at]) for at, field in mapped.items() if field]
    claimed = {column.field for column in columns}
    for at, title in enumerate(titles):
        field = field_of(title)
        if at not in mapped and field is not None and field not in claimed:
            columns.append(Column(field, at, title))
    columns.sort(key=lambda column: column.position)
    if not columns:
        raise FileUnreadable(["the file has no header: its first line names no field of customers"])
    problems = [*_repeated(columns), *_missing({column.field for column in columns})]
    if problems:
        raise FileUnreadable(problems)
    return columns


def ignored_in(header: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """The headers that are not read."""
    read = {column.position for column in columns}
    return [cell.strip() for at, cell in enumerate(header) if at not in read and cell.strip()]


def _mapped(titles: Sequence[str], mapping: Mapping[str, str]) -> dict[int, str | None]:
    """Position -> field, for the headers that the mapping names."""
    places = {title.casefold(): at for at, title in enumerate(titles)}
    mapped: dict[int, str | None] = {}
    problems = []
    for title, wanted in mapping.items():
        at = places.get(title.strip().casefold())
        field = field_of(wanted)
        if at is None:
            problems.append(f"there is no column {title[:100]!r} to map")
        elif wanted and field is None:
            problems.append(
                f"column {title[:100]!r} is mapped to {wanted[:100]!r}, which is no field of customers"
            )
        else:
            mapped[at] = field
    if problems:
        raise FileUnreadable(problems)
    return mapped


def _repeated(columns: Sequence[Column]) -> list[str]:
    first: dict[str, Column] = {}
    problems = []
    for column in columns:
        other = first.setdefault(column.field, column)
        if other is not column:
            problems.append(f"columns {other.header[:100]!r} and {column.header[:100]!r} mean the same field")
    return problems


def _missing(fields: set[str]) -> list[str]:
    wanted = [] if "email" in fields else ["email"]
    if not fields & {"full_name", "company_name"}:
        wanted = [
            shown
            for field, shown in (("given_name", "firstName"), ("family_name", "lastName"))
            if field not in fields
        ] + wanted
    if not wanted:
        return []
    return [f"required column {name} is missing" for name in wanted]
