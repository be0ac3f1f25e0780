"""The SQL of cases."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.types import BigInteger, Integer, Text, Uuid

from accord.core.access.tables import users
from accord.core.customers import survivor_of
from accord.core.customers.tables import customers
from accord.kit.db import Db, Statement, columns_of, count_of, statement
from accord.kit.paging import Slice

from . import rules
from .records import Case, CaseQuery, CaseStatus, NewCase
from .tables import cases

SHOWN = columns_of(Case, cases)

FIND = statement(select(*SHOWN).where(cases.c.id == bindparam("id")), Case)
"""The customer's row is held first: erasing a customer locks in the same order, down to clocks and notes."""
LOCK = statement(
    select(*SHOWN)
    .select_from(customers.join(cases, cases.c.customer_id == customers.c.id))
    .where(cases.c.id == bindparam("id"))
    .with_for_update(of=[customers, cases], key_share=True),
    Case,
)
DELETE: Statement[Any] = statement(delete(cases).where(cases.c.id == bindparam("id")))
"""A user is held while work is given to it; who left gets none."""
ACTIVE_USER: Statement[Any] = statement(
    select(users.c.id)
    .where(users.c.id == bindparam("id"), users.c.is_active)
    .with_for_update(read=True, key_share=True)
)

_COPIED = (
    *("title", "description", "category", "sub_category", "priority", "kind"),
    *("assigned_user_id", "team_id", "recurrence_of_id"),
)
_WRITTEN = ("id", "number", *_COPIED, "status", "sla_due_at", "created_by", "created_at")
# The customer is held while its case is written: it is neither erased nor merged away meanwhile.
_OWNED = (
    select(customers.c.id, *(bindparam(name, type_=cases.c[name].type) for name in _WRITTEN))
    .where(customers.c.id == bindparam("customer"), customers.c.status != "merged")
    .with_for_update(read=True)
)
INSERT = statement(
    insert(cases)
    .from_select(["customer_id", *_WRITTEN], _OWNED)
    .on_conflict_do_nothing(index_elements=[cases.c.number])
    .returning(*SHOWN),
    Case,
)


async def add(
    db: Db, new: NewCase, *, case_id: UUID, due_at: datetime | None, created_by: str, at: datetime
) -> Case | None:
    """Insert an open case of a customer, of a merged one for its survivor; None when there is no such customer.

    A number that is taken is drawn again: the customer is then found to be its own survivor.
    """
    values = {name: getattr(new, name) for name in _COPIED}
    owner: UUID | None = new.customer_id
    while owner is not None:
        added = await db.one_or_none(
            INSERT,
            customer=owner,
            id=case_id,
            number=rules.draw_number(at),
            status=CaseStatus.OPEN,
            sla_due_at=due_at,
            created_by=created_by,
            created_at=at,
            **values,
        )
        if added is not None:
            return added
        owner = await survivor_of(db, owner)
    return None


async def find(db: Db, case_id: UUID) -> Case | None:
    """The case with this id."""
    return await db.one_or_none(FIND, id=case_id)


async def lock(db: Db, case_id: UUID) -> Case | None:
    """The case with this id, held with its customer until the transaction ends."""
    return await db.one_or_none(LOCK, id=case_id)


async def change(db: Db, case_id: UUID, columns: dict[str, Any], *, at: datetime) -> Case:
    """Write columns of one case."""
    return await db.one(_update(frozenset(columns)), id=case_id, updated_at=at, **columns)


@cache
def _update(names: frozenset[str]) -> Statement[Case]:
    values: dict[str, Any] = {name: bindparam(name) for name in [*sorted(names), "updated_at"]}
    changed = update(cases).where(cases.c.id == bindparam("id")).values(values)
    return statement(changed.returning(*SHOWN), Case)


async def remove(db: Db, case_id: UUID) -> None:
    """Delete one case, and its notes with it."""
    await db.execute(DELETE, id=case_id)


async def is_active_user(db: Db, user_id: UUID) -> bool:
    """Whether somebody with this id works here; if so, they do until the transaction ends."""
    return await db.value(ACTIVE_USER, id=user_id) is not None


async def page(db: Db, query: CaseQuery, *, only: UUID | None) -> Slice[Case]:
    """Cases that match, newest first. `only` narrows to one customer."""
    params = _filters_of(query)
    if only is not None:
        params["only"] = only
    shape = frozenset(params)
    return await db.slice(_page(shape), _count(shape), query.page, **params)


def _filters_of(query: CaseQuery) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for name in ("kind", "customer_id", "priority", "assigned_user_id"):
        if getattr(query, name) is not None:
            params[name] = getattr(query, name)
    if query.statuses:
        params["statuses"] = list(query.statuses)
    return params


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "kind": cases.c.kind == bindparam("kind"),
    "customer_id": cases.c.customer_id == bindparam("customer_id"),
    "priority": cases.c.priority == bindparam("priority"),
    "assigned_user_id": cases.c.assigned_user_id == bindparam("assigned_user_id"),
    "statuses": cases.c.status == any_(bindparam("statuses", type_=ARRAY(Text))),
    "only": cases.c.customer_id == bindparam("only", type_=Uuid),
}


def _matching(shape: frozenset[str]) -> Select[Any]:
    return select(*SHOWN).where(*(_CONDITIONS[name] for name in sorted(shape)))


@cache
def _page(shape: frozenset[str]) -> Statement[Case]:
    newest = (cases.c.created_at.desc(), cases.c.id.desc())
    limit, offset = bindparam("row_limit", type_=Integer), bindparam("row_offset", type_=BigInteger)
    return statement(_matching(shape).order_by(*newest).limit(limit).offset(offset), Case)


@cache
def _count(shape: frozenset[str]) -> Statement[Any]:
    return statement(count_of(_matching(shape)))
