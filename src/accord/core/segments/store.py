"""The SQL of segments themselves; who belongs to them is in `members_store`."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, select, update
from sqlalchemy.types import BigInteger, Integer

from accord.kit.db import Db, Statement, UniqueViolation, columns_of, count_of, statement
from accord.kit.ids import new_id
from accord.kit.paging import Slice

from .errors import SegmentNameTaken
from .records import NewSegment, Segment, SegmentKind, SegmentQuery
from .tables import segments

SHOWN = columns_of(Segment, segments)
_NEW = [column.name for column in segments.c if column.name not in ("is_active", "updated_at")]

_BY_ID = select(*SHOWN).where(segments.c.id == bindparam("id"))
FIND = statement(_BY_ID, Segment)
LOCK = statement(_BY_ID.with_for_update(), Segment)
INSERT = statement(
    insert(segments).values({name: bindparam(name) for name in _NEW}).returning(*SHOWN), Segment
)
DELETE: Statement[Any] = statement(delete(segments).where(segments.c.id == bindparam("id")))
ACTIVE = statement(
    select(*SHOWN)
    .where(segments.c.kind == bindparam("kind"), segments.c.is_active)
    .order_by(segments.c.created_at.desc(), segments.c.id.desc()),
    Segment,
)


async def add(db: Db, new: NewSegment, *, at: datetime) -> Segment:
    """Insert a segment. Raises SegmentNameTaken."""
    values = {name: getattr(new, name) for name in ("kind", "name", "description", "definition", "source")}
    try:
        return await db.one(INSERT, id=new_id(), created_at=at, **values)
    except UniqueViolation as error:
        raise SegmentNameTaken from error


async def find(db: Db, segment_id: UUID, *, lock: bool = False) -> Segment | None:
    """The segment with this id."""
    return await db.one_or_none(LOCK if lock else FIND, id=segment_id)


async def change(db: Db, segment_id: UUID, columns: dict[str, Any], *, at: datetime) -> Segment:
    """Write columns of one segment. Raises SegmentNameTaken."""
    try:
        return await db.one(_update(frozenset(columns)), id=segment_id, updated_at=at, **columns)
    except UniqueViolation as error:
        raise SegmentNameTaken from error


@cache
def _update(names: frozenset[str]) -> Statement[Segment]:
    values: dict[str, Any] = {name: bindparam(name) for name in [*sorted(names), "updated_at"]}
    changed = update(segments).where(segments.c.id == bindparam("id")).values(values)
    return statement(changed.returning(*SHOWN), Segment)


async def remove(db: Db, segment_id: UUID) -> None:
    """Delete one segment."""
    await db.execute(DELETE, id=segment_id)


async def active(db: Db, kind: SegmentKind) -> Sequence[Segment]:
    """Every active segment of a kind, newest first."""
    return await db.all(ACTIVE, kind=kind)


async def page(db: Db, query: SegmentQuery) -> Slice[Segment]:
    """Segments that match, newest first."""
    params: dict[str, Any] = {"kind": query.kind}
    if query.is_active is not None:
        params["is_active"] = query.is_active
    shape = frozenset(params)
    return await db.slice(_page(shape), _count(shape), query.page, **params)


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "kind": segments.c.kind == bindparam("kind"),
    "is_active": segments.c.is_active == bindparam("is_active"),
}


def _matching(shape: frozenset[str]) -> Select[Any]:
    return select(*SHOWN).where(*(_CONDITIONS[name] for name in sorted(shape)))


@cache
def _page(shape: frozenset[str]) -> Statement[Segment]:
    newest = (segments.c.created_at.desc(), segments.c.id.desc())
    limit, offset = bindparam("row_limit", type_=Integer), bindparam("row_offset", type_=BigInteger)
    return statement(_matching(shape).order_by(*newest).limit(limit).offset(offset), Segment)


@cache
def _count(shape: frozenset[str]) -> Statement[Any]:
    return statement(count_of(_matching(shape)))
