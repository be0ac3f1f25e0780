"""The SQL that makes customers of staged rows: one statement for each batch.

An address is claimed first: who gets it makes the customer, so that an address that somebody else took a
moment ago is a duplicate and not an error. Addresses are claimed in their order, so that two imports at once
wait for each other and never in a circle; customers are written in the order of the file, so that their
indexes grow at the end.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import text

from accord.kit.db import Db, Statement, statement
from accord.kit.records import Record

from .changes import CHANGES
from .records import ImportMode
from .stage_store import stage_of


class Merged(Record):
    """How the rows of a batch ended."""

    imported: int
    updated: int
    skipped: int
    failed: int


# Numbers of references step by this odd number: a batch never draws one twice, and neighbours look unlike.
_STEP = 10_368_889

_BATCH = """
WITH batch AS MATERIALIZED (
    SELECT * FROM {stage} WHERE record > :after AND record <= :upto
),
"""
_CLAIM = """
claimed AS (
    INSERT INTO customer_identities (id, customer_id, kind, value, normalised, source, created_at)
    SELECT overlay(b.id::text PLACING '9' FROM 20)::uuid, b.id, 'email', b.email, b.email_key, 'import', {now}
    FROM batch b WHERE b.lacks = 0 {unknown} ORDER BY b.email_key
    ON CONFLICT (kind, normalised) WHERE kind IN ('email', 'social') DO NOTHING
    RETURNING customer_id
),
made AS (
    INSERT INTO customers (
        id, reference, status, given_name, family_name, full_name, company_name, email, phone, born_on,
        street, city, state, zip_code, country, region, nationality, language,
        written_segment, written_contact_type, loyalty, sla_tier, tags, tag_keys, notes, attributes,
        opening_spent, opening_orders, opening_last_order_at, total_spent, order_count, last_order_at,
        created_at)
    SELECT b.id,
        CAST(:reference AS text)
            || lpad(to_hex((CAST(:start AS bigint) + b.record * {step}) & 16777215), 6, '0'),
        coalesce(b.status, 'active'), b.given_name, b.family_name,
        coalesce(b.full_name, nullif(concat_ws(' ', b.given_name, nullif(b.family_name, '')), '')),
        b.company_name, b.email, b.phone, b.born_on,
        b.street, b.city, b.state, b.zip_code, b.country, b.region, b.nationality, b.language,
        b.written_segment, b.written_contact_type, coalesce(b.loyalty, 'New'),
        coalesce(b.sla_tier, 'standard'),
        coalesce(b.tags, '{{}}'), coalesce(b.tag_keys, '{{}}'), b.notes, {attributes},
        coalesce(b.opening_spent, 0), coalesce(b.opening_orders, 0), b.opening_last_order_at,
        coalesce(b.opening_spent, 0), coalesce(b.opening_orders, 0), b.opening_last_order_at, {now}
    FROM batch b JOIN claimed ON claimed.customer_id = b.id ORDER BY b.record
),
phones AS (
    INSERT INTO customer_identities (id, customer_id, kind, value, normalised, source, created_at)
    SELECT overlay(b.id::text PLACING 'a' FROM 20)::uuid, b.id, 'phone', b.phone, b.phone_key, 'import', {now}
    FROM batch b JOIN claimed ON claimed.customer_id = b.id WHERE b.phone IS NOT NULL ORDER BY b.record
),
told AS (
    INSERT INTO events (id, type, customer_id, subject_id, actor_kind, actor_id, actor_name, via, request_id,
        data, occurred_at)
    SELECT overlay(b.id::text PLACING 'b' FROM 20)::uuid, 'customer.created', b.id, b.id, {who}, '{{}}', {now}
    FROM batch b JOIN claimed ON claimed.customer_id = b.id ORDER BY b.record
),
"""
_NOTE = """
left_over AS (
    SELECT b.record, b.line, b.lacks FROM batch b
    WHERE NOT EXISTS (SELECT FROM claimed WHERE claimed.customer_id = b.id) {unknown}
),
noted AS (
    INSERT INTO customer_import_errors (run_id, record, position, line, column_name, code, message)
    SELECT CAST(:run AS uuid), l.record, CAST(:position AS int), l.line, CAST(:header AS text),
        CASE WHEN l.lacks > 0 THEN 'required' ELSE 'duplicate' END,
        CASE WHEN l.lacks > 0 THEN 'belongs to no customer any more, and the row lacks a name'
            ELSE 'belongs to a customer already' END
    FROM left_over l
)
SELECT (SELECT count(*) FROM claimed), {updated},
    (SELECT count(*) FROM left_over WHERE lacks = 0), (SELECT count(*) FROM left_over WHERE lacks > 0)
"""
_NEW_PREFERENCES = """jsonb_strip_nulls(jsonb_build_object('channel', b.channel, 'frequency', b.frequency,
            'categories', b.categories))"""
_HAS_PREFERENCES = "coalesce(b.channel, b.frequency, b.categories[1]) IS NOT NULL"
_PIECES = {
    "now": "CAST(:now AS timestamptz)",
    "who": "CAST(:actor_kind AS text), CAST(:actor_id AS text), CAST(:actor_name AS text),"
    " CAST(:via AS text), CAST(:request_id AS uuid)",
    "step": str(_STEP),
    "attributes": f"CASE WHEN {_HAS_PREFERENCES} THEN jsonb_build_object('preferences', {_NEW_PREFERENCES})"
    " ELSE '{}' END",
}
_NEXT = """
SELECT max(record) FROM (SELECT record FROM {stage} WHERE record > :after ORDER BY record LIMIT :size) AS part
"""


@lru_cache(maxsize=8)
def _merge(stage: str, mode: ImportMode) -> Statement[Merged]:
    """The statement for a stage, planned afresh each time: the tables grow under it."""
    if mode is ImportMode.SKIP:
        pieces = {"unknown": "", "updated": "CAST(0 AS bigint)"}
        parts = _BATCH + _CLAIM + _NOTE
    else:
        pieces = {
            "unknown": "AND NOT EXISTS (SELECT FROM known WHERE known.record = b.record)",
            "updated": "(SELECT count(*) FROM known)",
        }
        parts = _BATCH + CHANGES + _CLAIM + _NOTE
    return statement(text(parts.format(stage=stage, **pieces, **_PIECES)), Merged, replan=True)


async def end_of_batch(db: Db, run_id: UUID, *, after: int, size: int) -> int | None:
    """The last record of the next batch; None when nothing waits."""
    found: int | None = await db.value(
        statement(text(_NEXT.format(stage=stage_of(run_id)))), after=after, size=size
    )
    return found


async def merge(db: Db, run_id: UUID, mode: ImportMode, **params: Any) -> Merged:
    """Make customers of the staged rows after `after` up to `upto`.

    Raises UniqueViolation for a reference that exists.
    """
    rows = await db.all(_merge(stage_of(run_id), mode), run=run_id, **params)
    return rows[0]
