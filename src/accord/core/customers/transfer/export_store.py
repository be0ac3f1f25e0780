"""The SQL of exports: one `COPY`, passed through as it comes."""

import re
from functools import cache
from typing import Any

from sqlalchemy import text

from accord.core.customers.rules import tag_keys
from accord.kit.db import Db, Statement, statement

from .formulas import guarded
from .records import ExportFilter


def _instant(column: str) -> str:
    """RFC 3339 in UTC, which the session is in.

    The type's own text costs half of `to_char`, but lacks last zeros.
    """
    quick = f"replace(replace({column}::timestamptz(3)::text, ' ', 'T'), '+00', 'Z')"
    exact = f"""to_char({column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
    has_none = f"{column}::timestamptz(2) <> {column} OR {column}::timestamptz(0) = {column}"
    return f"CASE WHEN {has_none} THEN {quick} ELSE {exact} END"


_FIRST_NAME = "coalesce(c.given_name, CASE WHEN c.full_name IS NULL THEN c.company_name END)"
# Lower case by the rules of ASCII costs a quarter of that of a language, and is the same for most addresses.
_EMAIL = """CASE WHEN octet_length(c.email) = length(c.email) THEN lower(c.email COLLATE "C")
        ELSE lower(c.email) END"""
# Tags are separated by semicolons; a separator within a tag is escaped.
_TAGS = r"""CASE WHEN array_to_string(c.tags, '') ~ '[;|\\]'
        THEN replace(regexp_replace(array_to_string(c.tags, chr(31)), '([;|\\])', '\\\1', 'g'), chr(31), ';')
        ELSE array_to_string(c.tags, ';') END"""

_TAGS_SHOWN = (
    "nullif(CASE WHEN c.is_plain THEN array_to_string(c.tags, ';')"
    f" ELSE {guarded('c.tags[1]', _TAGS)} END, '')"
)


def _text(column: str, shown: str | None = None) -> str:
    """A text that stands as it is in most rows, which know that of themselves."""
    return f"CASE WHEN c.is_plain THEN {column} ELSE {guarded(column, shown)} END"


def _preference(name: str) -> str:
    chosen = guarded(f"(c.attributes -> 'preferences' ->> '{name}')")
    return f"CASE WHEN c.is_plain THEN NULL ELSE {chosen} END"


_COLUMNS = {
    "_id": "c.id",
    "firstName": _text(_FIRST_NAME),
    "lastName": _text("c.family_name"),
    "email": _text("c.email", _EMAIL),
    "phone": f"CASE WHEN ascii(c.phone) = 43 THEN '''' || c.phone ELSE {guarded('c.phone')} END",
    "totalSpent": "c.total_spent",
    "orderCount": "c.order_count",
    "lastOrderDate": _instant("c.last_order_at"),
    **{name: _text(f"c.{name}") for name in ("street", "city", "state")},
    "zipCode": _text("c.zip_code"),
    "country": _text("c.country"),
    **{name: _preference(name) for name in ("channel", "frequency")},
    "tags": _TAGS_SHOWN,
    "status": "CASE c.status WHEN 'blocked' THEN 'banned' ELSE c.status END",
    "createdAt": _instant("c.created_at"),
}
_SHOWN = ",\n    ".join(f'{shown} AS "{name}"' for name, shown in _COLUMNS.items())
_CONDITIONS = {
    # The indexed column holds the company and the phone too.
    "search": "c.search LIKE lower(CAST(:search AS text))"
    " AND lower(concat_ws(chr(31), c.full_name, c.email)) LIKE lower(CAST(:search AS text))",
    "status": "c.status = CAST(:status AS text)",
    "tags": "c.tag_keys && CAST(:tags AS text[])",
    "created_from": "c.created_at >= :created_from",
    "created_to": "c.created_at <= :created_to",
    "last_order_from": "c.last_order_at >= :last_order_from",
    "last_order_to": "c.last_order_at <= :last_order_to",
    "spent_from": "c.total_spent >= CAST(:spent_from AS numeric)",
    "spent_to": "c.total_spent <= CAST(:spent_to AS numeric)",
    "orders_from": "c.order_count >= :orders_from",
    "orders_to": "c.order_count <= :orders_to",
}


@cache
def _export(names: frozenset[str]) -> Statement[Any]:
    wanted = " AND ".join(["c.status <> 'merged'", *(_CONDITIONS[name] for name in sorted(names))])
    sql = f"SELECT {_SHOWN}\nFROM customers c WHERE {wanted}"
    return statement(text(sql))


async def copy_customers(db: Db, wanted: ExportFilter, output: Any) -> int:
    """Customers as CSV into `output`; how many."""
    params = {name: getattr(wanted, name) for name in wanted.__struct_fields__}
    given = {name: value for name, value in params.items() if value not in (None, "", ())}
    if "tags" in given:
        given["tags"] = tag_keys(given["tags"])
    if "search" in given:
        given["search"] = "%" + re.sub(r"([\\%_])", r"\\\1", given["search"]) + "%"
    return await db.copy_out(_export(frozenset(given)), output, header=True, **given)
