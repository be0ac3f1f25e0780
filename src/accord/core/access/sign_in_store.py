"""The SQL of signing in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.types import DateTime

from accord.kit.db import Db, columns_of, statement
from accord.kit.records import Record

from .records import User
from .tables import users


class Account(Record, frozen=True):
    """What an attempt to sign in is checked against."""

    id: UUID
    is_active: bool
    password_hash: str | None
    password_changed_at: datetime | None


_FIND = statement(
    select(*columns_of(Account, users)).where(users.c.email_key == bindparam("email_key")), Account
)
# Only while nothing has changed since the password was checked: neither the password nor the user's standing.
_ENTER = statement(
    update(users)
    .where(users.c.id == bindparam("user"), users.c.is_active)
    .where(
        users.c.password_changed_at.is_not_distinct_from(bindparam("checked", type_=DateTime(timezone=True)))
    )
    .values(last_login_at=bindparam("now"), password_hash=bindparam("kept"))
    .returning(*columns_of(User, users)),
    User,
)


async def find_account(db: Db, email_key: str) -> Account | None:
    """The account with this e-mail address, in its compared form."""
    return await db.one_or_none(_FIND, email_key=email_key)


async def enter(db: Db, account: Account, *, password_hash: str, now: datetime) -> User | None:
    """Note a sign-in of the account whose password was checked; None when it does not hold any more."""
    return await db.one_or_none(
        _ENTER, user=account.id, checked=account.password_changed_at, kept=password_hash, now=now
    )
