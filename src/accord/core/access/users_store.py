"""The SQL of users."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Select, bindparam, func, insert, select, update

from accord.core.permissions import Role
from accord.kit.db import Db, Statement, UniqueViolation, columns_of, count_of, statement
from accord.kit.paging import Slice

from .errors import EmailTaken
from .records import User, UserQuery
from .tables import users

SHOWN = columns_of(User, users)


_BY_ID = select(*SHOWN).where(users.c.id == bindparam("id"))
_FIND = statement(_BY_ID, User)
_LOCK = statement(_BY_ID.with_for_update(), User)
_PASSWORD = statement(
    select(users.c.password_hash).where(users.c.id == bindparam("id")).with_for_update(), str
)
# All at once and in one order: two administrators who dismiss each other wait, and the second one is refused.
_LOCK_ADMINS = statement(
    select(*SHOWN)
    .where(users.c.role == Role.ADMIN, users.c.is_active)
    .order_by(users.c.id)
    .with_for_update(),
    User,
)
_COUNT = statement(select(func.count()).select_from(users), int)
_NEW = ("id", "email", "email_key", "full_name", "role", "password_hash", "created_at")
_INSERT = statement(insert(users).values({name: bindparam(name) for name in _NEW}).returning(*SHOWN), User)


def _update(*names: str) -> Statement[User]:
    changed = (
        update(users).where(users.c.id == bindparam("user")).values({name: bindparam(name) for name in names})
    )
    return statement(changed.returning(*SHOWN), User)


_SET_ROLE = _update("role", "updated_at")
_SET_PASSWORD = _update("password_hash", "password_changed_at", "updated_at")
_SET_ACTIVE = _update("is_active", "updated_at")


async def find(db: Db, user_id: UUID, *, lock: bool = False) -> User | None:
    """The user, locked until the transaction ends if asked for."""
    return await db.one_or_none(_LOCK if lock else _FIND, id=user_id)


async def lock_password(db: Db, user_id: UUID) -> str | None:
    """The hash of a user's password, locked until the transaction ends; None when there is none."""
    found: str | None = await db.value(_PASSWORD, id=user_id)
    return found


async def count(db: Db) -> int:
    """How many users there are."""
    found: int = await db.value(_COUNT)
    return found


async def lock_admins(db: Db) -> list[User]:
    """All active administrators, locked until the transaction ends."""
    return await db.all(_LOCK_ADMINS)


async def add(db: Db, **values: Any) -> User:
    """Write a new user. Raises EmailTaken."""
    try:
        return await db.one(_INSERT, **values)
    except UniqueViolation as violation:
        raise EmailTaken from violation


async def set_role(db: Db, user_id: UUID, role: Role, *, at: datetime) -> User:
    """Write a role."""
    return await db.one(_SET_ROLE, user=user_id, role=role, updated_at=at)


async def set_password(db: Db, user_id: UUID, password_hash: str, *, at: datetime) -> User:
    """Write a password's hash."""
    return await db.one(
        _SET_PASSWORD, user=user_id, password_hash=password_hash, password_changed_at=at, updated_at=at
    )


async def deactivate(db: Db, user_id: UUID, *, at: datetime) -> User:
    """Mark a user inactive."""
    return await db.one(_SET_ACTIVE, user=user_id, is_active=False, updated_at=at)


async def page(db: Db, query: UserQuery) -> Slice[User]:
    """A part of the users, newest first."""
    params: dict[str, Any] = {}
    if query.role is not None:
        params["role"] = query.role
    if query.is_active is not None:
        params["is_active"] = query.is_active
    listed, counted = _page(role="role" in params, active="is_active" in params)
    return await db.slice(listed, counted, query.page, **params)


@cache
def _page(*, role: bool, active: bool) -> tuple[Statement[User], Statement[int]]:
    query: Select[Any] = select(*SHOWN)
    if role:
        query = query.where(users.c.role == bindparam("role"))
    if active:
        query = query.where(users.c.is_active == bindparam("is_active"))
    newest = query.order_by(users.c.created_at.desc(), users.c.id.desc())
    part = newest.limit(bindparam("row_limit")).offset(bindparam("row_offset", type_=BigInteger))
    return statement(part, User), statement(count_of(query), int)
