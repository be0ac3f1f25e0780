"""The SQL of notifications."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, bindparam, delete, func, insert, or_, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger, Integer, Text, Uuid

from accord.core.access.tables import users
from accord.kit.db import Db, Statement, columns_of, count_of, statement
from accord.kit.ids import new_id
from accord.kit.paging import Page, Slice

from .records import NewNotification, Notice, Notification
from .rules import OVERSEERS
from .tables import notifications

SHOWN = columns_of(Notification, notifications)
_WRITTEN = ("type", "title", "message", "user_id", "action_url", "customer_id", "metadata")
_BY_ID = notifications.c.id == bindparam("id")

FIND = statement(select(*SHOWN).where(_BY_ID), Notification)
LOCK = statement(select(*SHOWN).where(_BY_ID).with_for_update(), Notification)
INSERT = statement(
    insert(notifications)
    .values({name: bindparam(name) for name in (*_WRITTEN, "id", "created_at")})
    .returning(*SHOWN),
    Notification,
)
MARK = statement(
    update(notifications).where(_BY_ID).values(read_at=bindparam("at")).returning(*SHOWN), Notification
)
DELETE: Statement[Any] = statement(delete(notifications).where(_BY_ID))
_OVERSEEING: Statement[Any] = statement(
    select(users.c.id)
    .where(users.c.is_active, users.c.role == any_(bindparam("roles", type_=ARRAY(Text))))
    .order_by(users.c.id),
    tuple[UUID],
)


async def add(db: Db, new: NewNotification, *, at: datetime) -> Notification:
    """Insert what somebody wrote about a customer that is known to be there, or about none."""
    written = {name: getattr(new, name) for name in _WRITTEN}
    return await db.one(INSERT, id=new_id(), created_at=at, **written)


async def find(db: Db, notification_id: UUID, *, lock: bool = False) -> Notification | None:
    """The notification with this id."""
    return await db.one_or_none(LOCK if lock else FIND, id=notification_id)


async def mark_read(db: Db, notification_id: UUID, *, at: datetime) -> Notification:
    """Note when a notification was read."""
    return await db.one(MARK, id=notification_id, at=at)


async def remove(db: Db, notification_id: UUID) -> None:
    """Delete one notification."""
    await db.execute(DELETE, id=notification_id)


async def page(
    db: Db, page: Page, *, user_id: UUID | None = None, only: UUID | None = None, unread: bool = False
) -> Slice[Notification]:
    """Notifications, newest first: of `user_id`; or those that the user `only` may see; or all."""
    params: dict[str, Any] = {
        name: value for name, value in (("user_id", user_id), ("only", only)) if value is not None
    }
    shape = frozenset(params) | ({"unread"} if unread else frozenset())
    return await db.slice(_page(shape), _count(shape), page, **params)


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "only": or_(notifications.c.user_id == bindparam("only", type_=Uuid), notifications.c.user_id.is_(None)),
    "unread": notifications.c.read_at.is_(None),
    "user_id": notifications.c.user_id == bindparam("user_id", type_=Uuid),
}


def _matching(shape: frozenset[str]) -> Select[Any]:
    return select(*SHOWN).where(*(_CONDITIONS[name] for name in sorted(shape)))


@cache
def _page(shape: frozenset[str]) -> Statement[Notification]:
    newest = (notifications.c.created_at.desc(), notifications.c.id.desc())
    limit, offset = bindparam("row_limit", type_=Integer), bindparam("row_offset", type_=BigInteger)
    return statement(_matching(shape).order_by(*newest).limit(limit).offset(offset), Notification)


@cache
def _count(shape: frozenset[str]) -> Statement[Any]:
    return statement(count_of(_matching(shape)))


async def overseers(db: Db) -> list[UUID]:
    """Every active supervisor and administrator."""
    return [user_id for (user_id,) in await db.all(_OVERSEEING, roles=list(OVERSEERS))]


_given = (
    func.unnest(bindparam("ids", type_=ARRAY(Uuid)), bindparam("user_ids", type_=ARRAY(Uuid)))
    .table_valued("id", "user_id")
    .render_derived()
)
_TOLD = (*Notice.__struct_fields__, "created_at")
TELL: Statement[Any] = statement(
    insert(notifications).from_select(
        ["id", "user_id", *_TOLD, "is_impersonal"],
        select(
            _given.c.id,
            _given.c.user_id,
            *(bindparam(name, type_=notifications.c[name].type) for name in _TOLD),
            true(),
        ),
    )
)


async def tell(db: Db, notice: Notice, user_ids: Sequence[UUID], *, at: datetime) -> None:
    """Insert one notification for each of these users, in one statement."""
    told = {name: getattr(notice, name) for name in Notice.__struct_fields__}
    ids = [new_id() for _ in user_ids]
    await db.execute(TELL, ids=ids, user_ids=list(user_ids), created_at=at, **told)
