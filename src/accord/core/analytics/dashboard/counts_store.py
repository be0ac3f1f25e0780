"""The SQL that reads what was counted: whole UTC days from the counts, the ends of a period from the rows."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, DateTime, Select, Table, bindparam, cast, func, select, union_all
from sqlalchemy.types import Text

from accord.core.cases import CaseKind
from accord.kit.db import Db, Statement, statement
from accord.kit.records import Record

from .counted_store import CASES, CUSTOMERS, INTERACTIONS, Counted
from .periods import Pieces, Span, pieces_of
from .tallies import CaseTally, CustomerTally, InteractionTally

# What a statement can be made of: counts of all days or of some, and one or two stretches of rows.
_DAYS, _FIRST, _LAST, _ENDS = "days", "first", "last", ("end_0", "end_1")


async def customers_of(db: Db, span: Span) -> list[CustomerTally]:
    """Customers made known within a span, merged ones left out."""
    return await _read(db, "customers", span)


async def cases_of(db: Db, span: Span, kind: CaseKind) -> list[CaseTally]:
    """Cases of a kind that were opened within a span."""
    return await _read(db, "cases", span, kind=kind)


async def interactions_of(db: Db, span: Span) -> list[InteractionTally]:
    """Interactions that took place within a span."""
    return await _read(db, "interactions", span)


async def _read(db: Db, source: str, span: Span, **given: Any) -> list[Any]:
    pieces = pieces_of(span)
    shape, params = _parts_of(pieces)
    if not shape:
        return []
    return await db.all(_tallies(source, frozenset(given), shape), **params, **given)


def _parts_of(pieces: Pieces) -> tuple[frozenset[str], dict[str, Any]]:
    """The parts that a statement needs, and their bounds."""
    params: dict[str, Any] = {}
    for name, (since, until) in zip(_ENDS, pieces.rest, strict=False):
        params |= {f"{name}_since": since, f"{name}_until": until}
    shape = set(_ENDS[: len(pieces.rest)])
    if pieces.days is not None:
        bounds = {
            name: day for name, day in zip((_FIRST, _LAST), pieces.days, strict=True) if day is not None
        }
        params |= bounds
        shape |= {_DAYS, *bounds}
    return frozenset(shape), params


_SOURCES: dict[str, tuple[Counted, type[Record]]] = {
    "customers": (CUSTOMERS, CustomerTally),
    "cases": (CASES, CaseTally),
    "interactions": (INTERACTIONS, InteractionTally),
}


@cache
def _tallies(source: str, given: frozenset[str], shape: frozenset[str]) -> Statement[Any]:
    """The sums by group over the parts of a shape; `given` are columns whose value is given, not told."""
    counted, into = _SOURCES[source]
    groups = [name for name in counted.groups if name not in given]
    parts: list[Select[Any]] = []
    if _DAYS in shape:
        table = counted.counts
        conditions = [*_days(table.c.day, shape), *_fixed(table, given), *counted.seen(table)]
        parts.append(select(*(table.c[name] for name in (*groups, *counted.measures))).where(*conditions))
    for name in sorted(shape.intersection(_ENDS)):
        table = counted.facts
        conditions = [*_stretch(counted.at, name), *_fixed(table, given), *counted.seen(table)]
        measures = (measure.label(each) for each, measure in counted.measures.items())
        columns = [table.c[name] for name in groups]
        parts.append(select(*columns, *measures).where(*conditions).group_by(*columns))
    whole = union_all(*parts).subquery()
    keys = [whole.c[name] for name in groups]
    sums = [
        cast(func.sum(whole.c[name]), counted.counts.c[name].type).label(name) for name in counted.measures
    ]
    return statement(select(*keys, *sums).group_by(*keys), into)


def _days(day: ColumnElement[Any], shape: frozenset[str]) -> list[ColumnElement[bool]]:
    bounds = {_FIRST: day >= bindparam(_FIRST, type_=Date), _LAST: day < bindparam(_LAST, type_=Date)}
    return [bound for name, bound in bounds.items() if name in shape]


def _stretch(at: ColumnElement[Any], name: str) -> list[ColumnElement[bool]]:
    moment = DateTime(timezone=True)
    return [at >= bindparam(f"{name}_since", type_=moment), at < bindparam(f"{name}_until", type_=moment)]


def _fixed(table: Table, given: frozenset[str]) -> list[ColumnElement[bool]]:
    return [table.c[name] == bindparam(name, type_=Text) for name in sorted(given)]
