"""The SQL of tokens that hold no more although they have not expired."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from accord.kit.db import Db, Statement, statement

from .tables import revoked_tokens

_REVOKE: Statement[Any] = statement(
    insert(revoked_tokens)
    .values({name: bindparam(name) for name in ("token_id", "revoked_at", "expires_at")})
    .on_conflict_do_nothing()
)
_FIND = statement(
    select(revoked_tokens.c.token_id).where(revoked_tokens.c.token_id == bindparam("token")), str
)


async def revoke(db: Db, token_id: str, *, now: datetime, expires_at: datetime) -> None:
    """Remember that a token holds no more, until it would have expired anyway."""
    await db.execute(_REVOKE, token_id=token_id, revoked_at=now, expires_at=expires_at)


async def is_revoked(db: Db, token_id: str) -> bool:
    """Whether a token was revoked."""
    return await db.value(_FIND, token=token_id) is not None
