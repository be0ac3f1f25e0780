"""The SQL of remembered answers."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, LargeBinary, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from accord.kit.db import Db, columns_of, statement
from accord.kit.records import Record

from .tables import idempotency_keys

KEPT = timedelta(hours=24)


class KeyInUse(Exception):
    """The first request with this key is still running."""


class KeyReused(Exception):
    """The key came before with another body."""


class Remembered(Record):
    """The answer that the first request got. `headers` are lines of `name: value`."""

    payload: bytes
    status: int
    headers: str
    body: bytes
    created_at: datetime


_LOCK = statement(select(func.pg_try_advisory_xact_lock(bindparam("key", type_=BigInteger))))
_FIND = statement(
    select(*columns_of(Remembered, idempotency_keys)).where(idempotency_keys.c.scope == bindparam("scope")),
    Remembered,
)
_insert = insert(idempotency_keys).values({c.name: bindparam(c.name) for c in idempotency_keys.c})
_REMEMBER = statement(
    _insert.on_conflict_do_update(
        index_elements=[idempotency_keys.c.scope],
        set_={c.name: _insert.excluded[c.name] for c in idempotency_keys.c if c.name != "scope"},
    )
)
_PURGE = statement(delete(idempotency_keys).where(idempotency_keys.c.created_at < bindparam("before")))
_FORGET = statement(
    delete(idempotency_keys).where(
        func.position(bindparam("mention", type_=LargeBinary).op("IN")(idempotency_keys.c.body)) > 0
    )
)


def scope_of(caller: str, dialect: str, path: str, key: str) -> bytes:
    """What a key is unique within: caller, dialect and path, as one digest of 32 bytes."""
    return hashlib.sha256("\x00".join((caller, dialect, path, key)).encode()).digest()


async def claim(db: Db, scope: bytes, payload: bytes, *, now: datetime) -> Remembered | None:
    """Take the key for this transaction; the remembered answer if there is one, None when the work is to be done.

    `payload` is a digest of the body. Raises KeyInUse, KeyReused.
    """
    if not await db.value(_LOCK, key=int.from_bytes(scope[:8], signed=True)):
        raise KeyInUse
    found = await db.one_or_none(_FIND, scope=scope)
    if found is None or found.created_at < now - KEPT:
        return None
    if found.payload != payload:
        raise KeyReused
    return found


async def remember(db: Db, scope: bytes, answer: Remembered) -> None:
    """Keep the answer for repetitions within 24 hours."""
    await db.execute(
        _REMEMBER,
        scope=scope,
        payload=answer.payload,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        created_at=answer.created_at,
    )


async def forget_mentions(db: Db, mention: str) -> int:
    """Drop remembered answers whose body holds this text (an erased customer's id); their number."""
    return await db.execute(_FORGET, mention=mention.encode())


async def purge(db: Db, *, now: datetime) -> int:
    """Drop answers older than 24 hours; their number."""
    return await db.execute(_PURGE, before=now - KEPT)
