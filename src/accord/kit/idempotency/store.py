"""The SQL of remembered answers."""

import hashlib
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, Text, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from accord.kit.db import Db, Statement, columns_of, statement
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


_LOCK: Statement[Any] = statement(select(func.pg_try_advisory_xact_lock(bindparam("key", type_=BigInteger))))
_FIND = statement(
    select(*columns_of(Remembered, idempotency_keys)).where(idempotency_keys.c.scope == bindparam("scope")),
    Remembered,
)
_insert = insert(idempotency_keys).values({c.name: bindparam(c.name) for c in idempotency_keys.c})
_REMEMBER: Statement[Any] = statement(
    _insert.on_conflict_do_update(
        index_elements=[idempotency_keys.c.scope],
        set_={c.name: _insert.excluded[c.name] for c in idempotency_keys.c if c.name != "scope"},
        where=idempotency_keys.c.created_at < _insert.excluded.created_at - KEPT,
    )
)
_REPLACE: Statement[Any] = statement(
    update(idempotency_keys)
    .where(idempotency_keys.c.scope == bindparam("scope_"))
    .values({name: bindparam(name) for name in ("status", "headers", "body")})
)
_PURGE: Statement[Any] = statement(
    delete(idempotency_keys).where(idempotency_keys.c.created_at < bindparam("before"))
)
_FORGET: Statement[Any] = statement(
    delete(idempotency_keys).where(
        or_(
            func.position(bindparam("mention", type_=LargeBinary).op("IN")(idempotency_keys.c.body)) > 0,
            func.strpos(idempotency_keys.c.headers, bindparam("in_headers", type_=Text)) > 0,
        )
    )
)


def scope_of(caller: str, dialect: str, path: str, key: str) -> bytes:
    """What a key is unique within: caller, dialect and path, as one digest of 32 bytes."""
    return hashlib.sha256("\x00".join((caller, dialect, path, key)).encode()).digest()


async def claim(db: Db, scope: bytes, payload: bytes, *, now: datetime) -> Remembered | None:
    """Take the key for this transaction: the remembered answer, or None when the work is to be done.

    `payload` is a digest of the body. Raises KeyInUse, KeyReused.
    """
    if not await db.value(_LOCK, key=int.from_bytes(scope[:8], signed=True)):
        raise KeyInUse
    return await find(db, scope, payload, now=now)


async def find(db: Db, scope: bytes, payload: bytes, *, now: datetime) -> Remembered | None:
    """The remembered answer without taking the key; None when there is none, yet or any more. Raises KeyReused."""
    found = await db.one_or_none(_FIND, scope=scope)
    if found is None or found.created_at < now - KEPT:
        return None
    if found.payload != payload:
        raise KeyReused
    return found


async def remember(db: Db, scope: bytes, answer: Remembered) -> None:
    """Keep the answer for repetitions within 24 hours. One that is kept already stays."""
    await db.execute(
        _REMEMBER,
        scope=scope,
        payload=answer.payload,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        created_at=answer.created_at,
    )


async def replace(db: Db, scope: bytes, answer: Remembered) -> None:
    """Keep another answer in place of the one that is kept: more is known now."""
    await db.execute(_REPLACE, scope_=scope, status=answer.status, headers=answer.headers, body=answer.body)


async def remember_failure(db: Db, scope: bytes, answer: Remembered) -> None:
    """Keep the answer of a request that failed on our side.

    Its transaction is over, and with it its claim: a request with the same key that came since has the better
    answer.
    """
    with suppress(KeyInUse, KeyReused):
        if await claim(db, scope, answer.payload, now=answer.created_at) is None:
            await remember(db, scope, answer)


async def forget_mentions(db: Db, mention: str) -> int:
    """Drop remembered answers that hold this text (an erased customer's id); their number."""
    return await db.execute(_FORGET, mention=mention.encode(), in_headers=mention)


async def purge(db: Db, *, now: datetime) -> int:
    """Drop answers older than 24 hours; their number."""
    return await db.execute(_PURGE, before=now - KEPT)
