"""The SQL of what is written on cases."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, insert, select
from sqlalchemy.types import BigInteger, Integer

from accord.kit.db import Db, Statement, columns_of, count_of, statement
from accord.kit.ids import new_id
from accord.kit.paging import Page, Slice

from .records import Audience, Case, CaseUpdate
from .tables import case_updates

SHOWN = columns_of(CaseUpdate, case_updates)

INSERT = statement(
    insert(case_updates)
    .values({column.name: bindparam(column.name) for column in case_updates.c})
    .returning(*SHOWN),
    CaseUpdate,
)


async def add(db: Db, case: Case, text: str, audience: Audience, *, author: str, at: datetime) -> CaseUpdate:
    """Insert a note on a case that is held."""
    return await db.one(
        INSERT,
        id=new_id(),
        case_id=case.id,
        customer_id=case.customer_id,
        audience=audience,
        text=text,
        author_name=author,
        created_at=at,
    )


async def page(db: Db, case_id: UUID, page: Page, *, audience: Audience | None) -> Slice[CaseUpdate]:
    """Notes on a case, oldest first; those for one audience only, or all."""
    params: dict[str, Any] = {"case_id": case_id}
    if audience is not None:
        params["audience"] = audience
    narrowed = audience is not None
    return await db.slice(_page(narrowed=narrowed), _count(narrowed=narrowed), page, **params)


def _matching(*, narrowed: bool) -> Select[Any]:
    query = select(*SHOWN).where(case_updates.c.case_id == bindparam("case_id"))
    return query.where(case_updates.c.audience == bindparam("audience")) if narrowed else query


@cache
def _page(*, narrowed: bool) -> Statement[CaseUpdate]:
    limit, offset = bindparam("row_limit", type_=Integer), bindparam("row_offset", type_=BigInteger)
    query = _matching(narrowed=narrowed).order_by(case_updates.c.created_at, case_updates.c.id)
    return statement(query.limit(limit).offset(offset), CaseUpdate)


@cache
def _count(*, narrowed: bool) -> Statement[Any]:
    return statement(count_of(_matching(narrowed=narrowed)))
