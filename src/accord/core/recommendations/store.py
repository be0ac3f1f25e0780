"""The SQL of actions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, bindparam, column, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import BigInteger, DateTime, Integer, Numeric, Text, Uuid

from accord.core.customers import survivor_of
from accord.core.customers.tables import customers
from accord.kit.db import Db, Statement, columns_of, count_of, statement
from accord.kit.ids import new_id
from accord.kit.paging import Slice

from .learning import VERSION, Lesson
from .records import Action, ActionQuery, NewAction, OutcomeReading, Suggestion
from .tables import actions

SHOWN = columns_of(Action, actions)
ADDED = "added"

_BY_ID = select(*SHOWN).where(actions.c.id == bindparam("id"))
FIND = statement(_BY_ID, Action)
LOCK = statement(_BY_ID.with_for_update(), Action)
LESSON = statement(select(actions.c.lesson).where(actions.c.id == bindparam("id")), tuple[Lesson | None])
PENDING = statement(
    select(*SHOWN)
    .where(actions.c.customer_id == bindparam("customer"), actions.c.completed_at.is_(None))
    .order_by(actions.c.recommended_at.desc(), actions.c.id.desc())
    .with_for_update(),
    Action,
)
COMPLETE = statement(
    update(actions)
    .where(actions.c.id == bindparam("id"))
    .values({name: bindparam(name) for name in ("completed_at", "outcome", "outcome_reading", "lesson")})
    .returning(*SHOWN),
    Action,
)
DELETE: Statement[Any] = statement(delete(actions).where(actions.c.id == bindparam("id")))
WITHDRAW: Statement[Any] = statement(
    delete(actions).where(actions.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
)

_SUGGESTED: dict[str, Any] = {
    "rule": Text,
    "type": Text,
    "title": Text,
    "description": Text,
    "confidence": Numeric,
    "product": Text,
    "reasons": JSONB,
    "based_on_outcomes": Integer,
    "features": JSONB,
}
# As one JSON value: an array of arrays, as reasons would be, must be rectangular.
_given = (
    func.jsonb_to_recordset(bindparam("suggestions", type_=JSONB))
    .table_valued(column("id", Uuid), *(column(name, kind) for name, kind in _SUGGESTED.items()))
    .render_derived(with_types=True)
)
_keep = postgresql.insert(actions).from_select(
    ["id", *_SUGGESTED, "customer_id", "recommended_at", "model_version"],
    select(
        *_given.c,
        bindparam("customer_id", type_=Uuid),
        bindparam("now", type_=DateTime(timezone=True)),
        bindparam("model_version", type_=Text),
    ),
)
KEEP = statement(
    _keep.on_conflict_do_update(
        index_elements=["id"],
        set_={name: _keep.excluded[name] for name in (*_SUGGESTED, "recommended_at", "model_version")},
    ).returning(*SHOWN),
    Action,
)

_ADDED = ("id", "type", "title", "description", "confidence", "product", "recommended_at", "model_version")
# The customer is held while its action is written: it is neither erased nor merged away meanwhile.
_OWNED = (
    select(customers.c.id, *(bindparam(name, type_=actions.c[name].type) for name in _ADDED))
    .where(customers.c.id == bindparam("customer"), customers.c.status != "merged")
    .with_for_update(read=True)
)
INSERT = statement(insert(actions).from_select(["customer_id", *_ADDED], _OWNED).returning(*SHOWN), Action)


async def add(db: Db, new: NewAction, *, at: datetime) -> Action | None:
    """Insert an action, of a merged customer for its survivor; None when there is no such customer."""
    given = ("type", "title", "description", "confidence", "product")
    values: dict[str, Any] = {name: getattr(new, name) for name in given}
    values |= {"recommended_at": at, "model_version": ADDED}
    owner: UUID | None = new.customer_id
    while owner is not None:
        added = await db.one_or_none(INSERT, customer=owner, id=new_id(), **values)
        if added is not None:
            return added
        owner = await survivor_of(db, owner)
    return None


async def keep(
    db: Db, customer_id: UUID, suggestions: Mapping[UUID, Suggestion], *, at: datetime
) -> list[Action]:
    """Write suggestions over the actions of their ids, or as new ones; in the order given."""
    rows = [
        {"id": action_id} | {name: getattr(suggestion, name) for name in _SUGGESTED}
        for action_id, suggestion in suggestions.items()
    ]
    kept = await db.all(KEEP, suggestions=rows, customer_id=customer_id, now=at, model_version=VERSION)
    ids = list(suggestions)
    return sorted(kept, key=lambda action: ids.index(action.id))


async def find(db: Db, action_id: UUID) -> Action | None:
    """The action with this id."""
    return await db.one_or_none(FIND, id=action_id)


async def lock(db: Db, action_id: UUID) -> Action | None:
    """The action with this id, held until the transaction ends."""
    return await db.one_or_none(LOCK, id=action_id)


async def lock_pending(db: Db, customer_id: UUID) -> list[Action]:
    """A customer's uncompleted actions, latest first, held until the transaction ends."""
    return await db.all(PENDING, customer=customer_id)


async def lesson_of(db: Db, action_id: UUID) -> Lesson | None:
    """What the action's outcome taught; None when it taught nothing."""
    (lesson,) = await db.one(LESSON, id=action_id)
    return lesson


async def complete(
    db: Db,
    action_id: UUID,
    *,
    outcome: str | None,
    reading: OutcomeReading,
    lesson: Lesson | None,
    at: datetime,
) -> Action:
    """Write what became of an action, over what was written before."""
    return await db.one(
        COMPLETE, id=action_id, completed_at=at, outcome=outcome, outcome_reading=reading, lesson=lesson
    )


async def remove(db: Db, action_id: UUID) -> None:
    """Delete one action."""
    await db.execute(DELETE, id=action_id)


async def withdraw(db: Db, action_ids: Sequence[UUID]) -> None:
    """Delete actions."""
    await db.execute(WITHDRAW, ids=list(action_ids))


async def page(db: Db, query: ActionQuery, *, only: UUID | None) -> Slice[Action]:
    """Actions that match: latest first; pending ones the most confident first. `only` narrows to one customer."""
    params: dict[str, Any] = {}
    if query.customer_id is not None:
        params["customer_id"] = query.customer_id
    if only is not None:
        params["only"] = only
    shape = frozenset(params)
    rows, count = _page(shape, pending=query.is_pending), _count(shape, pending=query.is_pending)
    return await db.slice(rows, count, query.page, **params)


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "customer_id": actions.c.customer_id == bindparam("customer_id"),
    "only": actions.c.customer_id == bindparam("only", type_=Uuid),
}
_LATEST = (actions.c.recommended_at.desc(), actions.c.id.desc())


def _matching(shape: frozenset[str], *, pending: bool) -> Select[Any]:
    found = select(*SHOWN).where(*(_CONDITIONS[name] for name in sorted(shape)))
    return found.where(actions.c.completed_at.is_(None)) if pending else found


@cache
def _page(shape: frozenset[str], *, pending: bool) -> Statement[Action]:
    order = (actions.c.confidence.desc(), *_LATEST) if pending else _LATEST
    limit, offset = bindparam("row_limit", type_=Integer), bindparam("row_offset", type_=BigInteger)
    return statement(_matching(shape, pending=pending).order_by(*order).limit(limit).offset(offset), Action)


@cache
def _count(shape: frozenset[str], *, pending: bool) -> Statement[Any]:
    return statement(count_of(_matching(shape, pending=pending)))
