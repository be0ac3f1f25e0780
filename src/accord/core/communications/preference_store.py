"""The SQL of preferences, opt-outs and suppressed addresses.

What a customer prefers in the words of the shop's contract (channel, frequency, categories) is kept in the
customer's attributes, where imports write it and exports read it; the list of preferred channels is kept here. The
two agree: writing the list writes its word too, and a word that differs from the list was written later.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    any_,
    bindparam,
    column,
    delete,
    func,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.types import DateTime, LargeBinary, Text, Uuid

from accord.core.customers.tables import customers
from accord.core.interactions import Channel
from accord.kit import log
from accord.kit.db import DatabaseUnavailable, Db, Statement, statement
from accord.kit.records import Record

from .records import OptOut, SuppressionReason
from .tables import opt_outs, preferences, suppressions


class StoredPreferences(Record):
    """What is stored of a customer's wishes, without defaults."""

    customer_id: UUID
    email: str | None
    phone: str | None
    language: str | None
    written: dict[str, Any] | None
    preferred_channels: list[Channel] | None
    timezone: str | None
    quiet_start: time | None
    quiet_end: time | None
    created_at: datetime | None
    updated_at: datetime | None
    opt_outs: list[OptOut]


_OPTED = (
    select(
        func.coalesce(
            func.jsonb_agg(func.jsonb_build_array(opt_outs.c.channel, opt_outs.c.since, opt_outs.c.source)),
            text("'[]'::jsonb"),
        )
    )
    .where(opt_outs.c.customer_id == customers.c.id)
    .scalar_subquery()
)
_WRITTEN: ColumnElement[Any] = customers.c.attributes["preferences"]
_STORED = (
    select(
        *(customers.c[name] for name in ("id", "email", "phone", "language")),
        _WRITTEN,
        *(
            preferences.c[name]
            for name in (
                *("preferred_channels", "timezone", "quiet_start", "quiet_end"),
                *("created_at", "updated_at"),
            )
        ),
        _OPTED,
    )
    .select_from(customers.outerjoin(preferences, preferences.c.customer_id == customers.c.id))
    .where(customers.c.status != "merged")
)
FIND = statement(_STORED.where(customers.c.id == bindparam("customer")), StoredPreferences)
FIND_ALL = statement(
    _STORED.where(customers.c.id == any_(bindparam("customers", type_=ARRAY(Uuid)))), StoredPreferences
)
LOCK_CUSTOMER: Statement[Any] = statement(
    select(customers.c.id)
    .where(customers.c.id == bindparam("customer"), customers.c.status != "merged")
    .with_for_update(key_share=True)
)
# Who has no such words has no such key: exports pass over those customers faster.
WRITE_ATTRIBUTES: Statement[Any] = statement(
    text("""
    UPDATE customers SET updated_at = :at, attributes = CASE
        WHEN words.kept = '{}' THEN attributes - 'preferences'
        ELSE attributes || jsonb_build_object('preferences', words.kept) END
    FROM (
        SELECT jsonb_strip_nulls(coalesce(attributes -> 'preferences', '{}') || CAST(:written AS jsonb)) AS kept
        FROM customers WHERE id = :customer
    ) AS words
    WHERE id = :customer
    """)
)
WRITE_LANGUAGE: Statement[Any] = statement(
    update(customers)
    .where(customers.c.id == bindparam("customer"))
    .values(language=bindparam("language", type_=Text), updated_at=bindparam("at"))
)
# The two run in this order: the limit first, since a list of columns is computed from left to right.
AWAIT_SENDS: Statement[Any] = statement(
    text("SELECT set_config('lock_timeout', :patience, true), pg_advisory_xact_lock(:key)")
)
NO_PATIENCE: Statement[Any] = statement(text("SELECT set_config('lock_timeout', '0', true)"))
_PATIENCE = "10s"
RESET: Statement[Any] = statement(
    delete(preferences).where(preferences.c.customer_id == bindparam("customer"))
)
_new_opt_out = insert(opt_outs).values(
    {name: bindparam(name) for name in ("customer_id", "channel", "since", "source")}
)
OPT_OUT: Statement[Any] = statement(_new_opt_out.on_conflict_do_nothing().returning(opt_outs.c.channel))
OPT_IN: Statement[Any] = statement(
    delete(opt_outs)
    .where(opt_outs.c.customer_id == bindparam("customer"), opt_outs.c.channel == bindparam("channel"))
    .returning(opt_outs.c.channel)
)

_pairs = (
    func.unnest(bindparam("channels", type_=ARRAY(Text)), bindparam("digests", type_=ARRAY(LargeBinary)))
    .table_valued(column("channel", Text), column("digest", LargeBinary))
    .render_derived()
)
SUPPRESSED = statement(
    select(suppressions.c.channel, suppressions.c.address_digest).where(
        tuple_(suppressions.c.channel, suppressions.c.address_digest).in_(
            select(_pairs.c.channel, _pairs.c.digest)
        )
    ),
    tuple[Channel, bytes],
)
# In their order: two that suppress the same numbers wait for one another and not in a circle.
# A person's own word outlasts what machines report, which operators may relieve.
SUPPRESS: Statement[Any] = statement(
    text("""
    INSERT INTO suppressions (channel, address_digest, reason, since, source)
    SELECT :channel, digest, :reason, CAST(:since AS timestamptz), :source
    FROM unnest(CAST(:digests AS bytea[])) AS digest ORDER BY digest
    ON CONFLICT (channel, address_digest) DO UPDATE
    SET reason = excluded.reason, since = excluded.since, source = excluded.source
    WHERE excluded.reason = 'unsubscribed' AND suppressions.reason <> 'unsubscribed'
    """)
)
RELIEVE: Statement[Any] = statement(
    delete(suppressions).where(
        suppressions.c.channel == bindparam("channel"),
        suppressions.c.address_digest == any_(bindparam("digests", type_=ARRAY(LargeBinary))),
        suppressions.c.reason == any_(bindparam("reasons", type_=ARRAY(Text))),
    )
)


async def find(db: Db, customer_id: UUID) -> StoredPreferences | None:
    """What is stored of a customer's wishes; None when there is no such customer."""
    return await db.one_or_none(FIND, customer=customer_id)


async def find_all(db: Db, customer_ids: Collection[UUID]) -> dict[UUID, StoredPreferences]:
    """What is stored of the wishes of several customers."""
    found = await db.all(FIND_ALL, customers=list(customer_ids))
    return {stored.customer_id: stored for stored in found}


async def lock_customer(db: Db, customer_id: UUID) -> bool:
    """Hold a customer's row until the transaction ends; whether there is one. Taken before any row that hangs on it."""
    return await db.value(LOCK_CUSTOMER, customer=customer_id) is not None


async def await_sends(db: Db, customer_id: UUID) -> None:
    """Wait until no message to a customer is being handed over, and let none be until this transaction ends.

    Taken before any row of the customer is held: workers take it first, too. A provider that hangs is waited for
    only so long: its message was handed over before.
    """
    try:
        async with db.savepoint():
            await db.execute(AWAIT_SENDS, key=hold_key_of(customer_id), patience=_PATIENCE)
            await db.execute(NO_PATIENCE)
    except DatabaseUnavailable:
        log.warning("opted out while a message was on its way", customer=str(customer_id))


def hold_key_of(customer_id: UUID) -> int:
    """The key that is shared by whoever hands over a message to a customer: the last half of its id, signed."""
    return int.from_bytes(customer_id.bytes[8:], signed=True)


async def write(db: Db, customer_id: UUID, columns: Mapping[str, Any], *, at: datetime) -> None:
    """Write columns of the stored row, which is made if need be."""
    await db.execute(_upsert(frozenset(columns)), customer_id=customer_id, at=at, **columns)


@cache
def _upsert(names: frozenset[str]) -> Statement[Any]:
    at = bindparam("at", type_=DateTime(timezone=True))
    written = {name: bindparam(name, type_=preferences.c[name].type) for name in sorted(names)}
    new = insert(preferences).values(
        customer_id=bindparam("customer_id", type_=Uuid), created_at=at, updated_at=at, **written
    )
    changed = {name: new.excluded[name] for name in (*sorted(names), "updated_at")}
    return statement(new.on_conflict_do_update(index_elements=["customer_id"], set_=changed))


async def write_attributes(db: Db, customer_id: UUID, written: Mapping[str, Any], *, at: datetime) -> None:
    """Write what the customer prefers in the words of the shop's contract; None removes a word."""
    await db.execute(WRITE_ATTRIBUTES, customer=customer_id, written=dict(written), at=at)


async def write_language(db: Db, customer_id: UUID, language: str | None, *, at: datetime) -> None:
    """Write the customer's language."""
    await db.execute(WRITE_LANGUAGE, customer=customer_id, language=language, at=at)


async def reset(db: Db, customer_id: UUID) -> None:
    """Drop the stored row."""
    await db.execute(RESET, customer=customer_id)


async def opt_out(db: Db, customer_id: UUID, channel: Channel, *, at: datetime, source: str) -> bool:
    """Note an opt-out; whether it is new. The first one keeps its time and source."""
    noted = await db.value(OPT_OUT, customer_id=customer_id, channel=channel, since=at, source=source)
    return noted is not None


async def opt_in(db: Db, customer_id: UUID, channel: Channel) -> bool:
    """Take an opt-out back; whether there was one."""
    return await db.value(OPT_IN, customer=customer_id, channel=channel) is not None


async def suppressed(db: Db, addresses: Collection[tuple[Channel, bytes]]) -> set[tuple[Channel, bytes]]:
    """Those of these addresses, as digests, that are suppressed."""
    if not addresses:
        return set()
    channels, digests = zip(*addresses, strict=True)
    return set(await db.all(SUPPRESSED, channels=list(channels), digests=list(digests)))


async def suppress(
    db: Db,
    channel: Channel,
    digests: Collection[bytes],
    *,
    reason: SuppressionReason,
    at: datetime,
    source: str,
) -> None:
    """Send nothing to an address any more, whichever of its numbers is used.

    The first reason stays, but gives way to its owner's own word.
    """
    await db.execute(SUPPRESS, channel=channel, digests=list(digests), reason=reason, since=at, source=source)


async def relieve(
    db: Db, channel: Channel, digests: Collection[bytes], reasons: Collection[SuppressionReason]
) -> bool:
    """Let an address be used again if it was suppressed for one of these reasons; whether it was."""
    return await db.execute(RELIEVE, channel=channel, digests=list(digests), reasons=list(reasons)) > 0
