"""The SQL of sentiment."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, select
from sqlalchemy.types import BigInteger, Integer, Uuid

from accord.core.customers import survivor_of
from accord.core.customers.tables import customers
from accord.kit.db import Db, Statement, columns_of, count_of, statement
from accord.kit.ids import new_id
from accord.kit.paging import Slice

from .records import Analysis, AnalysisQuery, Judgement, NewAnalysis
from .tables import sentiments

SHOWN = columns_of(Analysis, sentiments)

_BY_ID = select(*SHOWN).where(sentiments.c.id == bindparam("id"))
FIND = statement(_BY_ID, Analysis)
LOCK = statement(_BY_ID.with_for_update(), Analysis)
DELETE: Statement[Any] = statement(delete(sentiments).where(sentiments.c.id == bindparam("id")))

_WRITTEN = tuple(column.name for column in SHOWN if column.name != "customer_id")
# The customer is held while its analysis is written: it is neither erased nor merged away meanwhile.
_OWNED = (
    select(customers.c.id, *(bindparam(name, type_=sentiments.c[name].type) for name in _WRITTEN))
    .where(customers.c.id == bindparam("customer"), customers.c.status != "merged")
    .with_for_update(read=True)
)
INSERT = statement(
    insert(sentiments).from_select(["customer_id", *_WRITTEN], _OWNED).returning(*SHOWN), Analysis
)

# The rules that an analysis breaks whose interaction or case went a moment ago.
INTERACTION_RULE = "sentiments_interaction_id_fkey"
CASE_RULE = "sentiments_case_id_fkey"


async def add(db: Db, new: NewAnalysis, judgement: Judgement, *, at: datetime) -> Analysis | None:
    """Insert an analysis, of a merged customer for its survivor; None when there is no such customer.

    Raises ForeignKeyViolation for an interaction or a case that is not there.
    """
    values: dict[str, Any] = {name: getattr(judgement, name) for name in Judgement.__struct_fields__}
    values |= {"text": new.text, "interaction_id": new.interaction_id, "case_id": new.case_id}
    owner: UUID | None = new.customer_id
    while owner is not None:
        added = await db.one_or_none(INSERT, customer=owner, id=new_id(), analysed_at=at, **values)
        if added is not None:
            return added
        owner = await survivor_of(db, owner)
    return None


async def find(db: Db, analysis_id: UUID) -> Analysis | None:
    """The analysis with this id."""
    return await db.one_or_none(FIND, id=analysis_id)


async def lock(db: Db, analysis_id: UUID) -> Analysis | None:
    """The analysis with this id, held until the transaction ends."""
    return await db.one_or_none(LOCK, id=analysis_id)


async def remove(db: Db, analysis_id: UUID) -> None:
    """Delete one row."""
    await db.execute(DELETE, id=analysis_id)


async def page(db: Db, query: AnalysisQuery, *, only: UUID | None) -> Slice[Analysis]:
    """Analyses that match, latest first. `only` narrows to one customer."""
    params = {name: value for name in _FILTERS if (value := getattr(query, name)) is not None}
    if only is not None:
        params["only"] = only
    shape = frozenset(params)
    return await db.slice(_page(shape), _count(shape), query.page, **params)


_FILTERS = ("customer_id", "interaction_id", "case_id")
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    **{name: sentiments.c[name] == bindparam(name) for name in _FILTERS},
    "only": sentiments.c.customer_id == bindparam("only", type_=Uuid),
}


def _matching(shape: frozenset[str]) -> Select[Any]:
    return select(*SHOWN).where(*(_CONDITIONS[name] for name in sorted(shape)))


@cache
def _page(shape: frozenset[str]) -> Statement[Analysis]:
    latest = (sentiments.c.analysed_at.desc(), sentiments.c.id.desc())
    limit, offset = bindparam("row_limit", type_=Integer), bindparam("row_offset", type_=BigInteger)
    return statement(_matching(shape).order_by(*latest).limit(limit).offset(offset), Analysis)


@cache
def _count(shape: frozenset[str]) -> Statement[Any]:
    return statement(count_of(_matching(shape)))
