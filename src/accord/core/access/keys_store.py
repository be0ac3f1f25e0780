"""The SQL of API keys."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, bindparam, func, insert, select, update

from accord.kit.db import Db, columns_of, statement
from accord.kit.paging import Page, Slice

from .records import ApiKey
from .tables import api_keys

SHOWN = columns_of(ApiKey, api_keys)

_NEW = ("id", "name", "digest", "grants", "audience", "created_at", "expires_at")
_INSERT = statement(
    insert(api_keys).values({name: bindparam(name) for name in _NEW}).returning(*SHOWN), ApiKey
)
_LOCK = statement(select(*SHOWN).where(api_keys.c.id == bindparam("id")).with_for_update(), ApiKey)
_REVOKE = statement(
    update(api_keys)
    .where(api_keys.c.id == bindparam("key"))
    .values(revoked_at=bindparam("now"))
    .returning(*SHOWN),
    ApiKey,
)
_PAGE = statement(
    select(*SHOWN)
    .order_by(api_keys.c.created_at.desc(), api_keys.c.id.desc())
    .limit(bindparam("row_limit"))
    .offset(bindparam("row_offset", type_=BigInteger)),
    ApiKey,
)
_COUNT = statement(select(func.count()).select_from(api_keys), int)


async def add(db: Db, **values: Any) -> ApiKey:
    """Write a new key."""
    return await db.one(_INSERT, **values)


async def lock(db: Db, key_id: UUID) -> ApiKey | None:
    """The key, locked until the transaction ends."""
    return await db.one_or_none(_LOCK, id=key_id)


async def revoke(db: Db, key_id: UUID, *, now: datetime) -> ApiKey:
    """Mark a key as holding no more."""
    return await db.one(_REVOKE, key=key_id, now=now)


async def page(db: Db, page: Page) -> Slice[ApiKey]:
    """A part of the keys, newest first."""
    return await db.slice(_PAGE, _COUNT, page)
