"""The SQL of sessions and their refresh tokens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import any_, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from accord.kit.db import Db, Statement, columns_of, statement
from accord.kit.records import Record

from .records import Session, SessionEnd
from .tables import refresh_tokens, sessions

SHOWN = columns_of(Session, sessions)


class RefreshToken(Record, frozen=True):
    """One link of a session's chain: its successor is made of the token itself and `seed`."""

    session_id: UUID
    seed: bytes
    used_at: datetime | None


_ADD = statement(
    insert(sessions)
    .values({name: bindparam(name) for name in ("id", "user_id", "created_at", "last_used_at", "expires_at")})
    .returning(*SHOWN),
    Session,
)
_LINK = ("digest", "session_id", "seed", "created_at")
_ADD_TOKEN: Statement[Any] = statement(
    insert(refresh_tokens).values({name: bindparam(name) for name in _LINK})
)
_OF_TOKEN = (
    select(refresh_tokens.c.session_id)
    .where(refresh_tokens.c.digest == bindparam("digest"))
    .scalar_subquery()
)
_LOCK = statement(select(*SHOWN).where(sessions.c.id == _OF_TOKEN).with_for_update(), Session)
_TOKEN = statement(
    select(*columns_of(RefreshToken, refresh_tokens)).where(refresh_tokens.c.digest == bindparam("digest")),
    RefreshToken,
)
_USE_TOKEN: Statement[Any] = statement(
    update(refresh_tokens)
    .where(refresh_tokens.c.digest == bindparam("token"))
    .values(used_at=bindparam("now"))
)
_TOUCH: Statement[Any] = statement(
    update(sessions).where(sessions.c.id == bindparam("session")).values(last_used_at=bindparam("now"))
)
_END = (
    update(sessions)
    .where(sessions.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"), ended_because=bindparam("reason"))
    .returning(*SHOWN)
)
_END_THESE = statement(_END.where(sessions.c.id == any_(bindparam("sessions", type_=ARRAY(Uuid)))), Session)
_END_OF_USER = statement(_END.where(sessions.c.user_id == bindparam("user")), Session)


async def add(db: Db, *, session_id: UUID, user_id: UUID, now: datetime, expires_at: datetime) -> Session:
    """Write a new session."""
    return await db.one(
        _ADD, id=session_id, user_id=user_id, created_at=now, last_used_at=now, expires_at=expires_at
    )


async def add_token(db: Db, digest: bytes, session_id: UUID, seed: bytes, *, now: datetime) -> None:
    """Write a refresh token."""
    await db.execute(_ADD_TOKEN, digest=digest, session_id=session_id, seed=seed, created_at=now)


async def lock_session_of(db: Db, digest: bytes) -> Session | None:
    """The session of a refresh token, locked until the transaction ends."""
    return await db.one_or_none(_LOCK, digest=digest)


async def find_token(db: Db, digest: bytes) -> RefreshToken | None:
    """A refresh token, to be read after its session is locked: a statement of its own sees what was done."""
    return await db.one_or_none(_TOKEN, digest=digest)


async def use_token(db: Db, digest: bytes, session_id: UUID, *, now: datetime) -> None:
    """Mark a refresh token as replaced, and its session as used."""
    await db.execute(_USE_TOKEN, token=digest, now=now)
    await db.execute(_TOUCH, session=session_id, now=now)


async def end(db: Db, session_ids: Sequence[UUID], reason: SessionEnd, *, now: datetime) -> list[Session]:
    """End those of these sessions that have not ended; they are returned."""
    return await db.all(_END_THESE, sessions=list(session_ids), reason=reason, now=now)


async def end_of_user(db: Db, user_id: UUID, reason: SessionEnd, *, now: datetime) -> list[Session]:
    """End all sessions of a user; they are returned."""
    return await db.all(_END_OF_USER, user=user_id, reason=reason, now=now)
