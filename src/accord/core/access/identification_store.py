"""The SQL of identification: one statement for a user's token, one for an API key."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, or_, select, update
from sqlalchemy.types import DateTime, Uuid

from accord.core.permissions import Role
from accord.kit.db import Db, Statement, columns_of, statement
from accord.kit.records import Record

from .tables import api_keys, revoked_tokens, sessions, users


class Standing(Record, frozen=True):
    """How a user and one of its tokens stand now."""

    id: UUID
    full_name: str
    role: Role
    is_active: bool
    password_changed_at: datetime | None
    session_holds: bool
    is_revoked: bool


class Key(Record, frozen=True):
    """What an API key allows, and until when."""

    id: UUID
    name: str
    grants: tuple[str, ...]
    audience: tuple[str, ...] | None
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


_NOW = bindparam("now", type_=DateTime(timezone=True))
_STANDING = statement(
    select(
        users.c.id,
        users.c.full_name,
        users.c.role,
        users.c.is_active,
        users.c.password_changed_at,
        exists().where(
            sessions.c.id == bindparam("session", type_=Uuid),
            sessions.c.user_id == users.c.id,
            sessions.c.ended_at.is_(None),
            sessions.c.expires_at > _NOW,
        ),
        exists().where(revoked_tokens.c.token_id == bindparam("token")),
    ).where(users.c.id == bindparam("user")),
    Standing,
)
_KEY = statement(select(*columns_of(Key, api_keys)).where(api_keys.c.digest == bindparam("digest")), Key)
_NOTE_USE: Statement[Any] = statement(
    update(api_keys)
    .where(
        and_(
            api_keys.c.id == bindparam("key"),
            or_(api_keys.c.last_used_at.is_(None), api_keys.c.last_used_at <= bindparam("before")),
        )
    )
    .values(last_used_at=_NOW)
)


async def find_standing(
    db: Db, user_id: UUID, *, session_id: UUID | None, token_id: str, now: datetime
) -> Standing | None:
    """How a user and its token stand; None when there is no such user."""
    return await db.one_or_none(_STANDING, user=user_id, session=session_id, token=token_id, now=now)


async def find_key(db: Db, digest: bytes) -> Key | None:
    """The API key with this digest."""
    return await db.one_or_none(_KEY, digest=digest)


async def note_use(db: Db, key_id: UUID, *, now: datetime, before: datetime) -> None:
    """Write that a key is in use, unless that was written after `before`."""
    await db.execute(_NOTE_USE, key=key_id, now=now, before=before)
