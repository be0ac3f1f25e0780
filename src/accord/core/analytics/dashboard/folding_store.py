"""The SQL that puts counts together, and holds them against the rows.

Both are single statements: in any snapshot the counts and the rows agree, whoever writes meanwhile.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    Date,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    union_all,
)

from accord.kit.db import Db, Statement, statement

from .counted_store import ALL, Counted


async def fold(db: Db) -> int:
    """Put the rows of each group that was written to together into one; how many rows are left of them."""
    return sum([await db.execute(_fold(place)) for place in range(len(ALL))])


async def reconcile(db: Db) -> dict[str, int]:
    """Count up or down what differs from the rows; how many groups of which table. Reads every row."""
    repaired = {counted.counts.name: await db.execute(_reconcile(place)) for place, counted in enumerate(ALL)}
    return {name: count for name, count in repaired.items() if count}


@cache
def _fold(place: int) -> Statement[Any]:
    """A row is put together by whoever deletes it, so that two folds at once count nothing twice."""
    counted, table = ALL[place], ALL[place].counts
    keys = [table.c[name] for name in _keys(counted)]
    fresh = select(*keys).where(~table.c.is_folded).distinct().cte("fresh")
    taken = delete(table).where(*(key == fresh.c[key.name] for key in keys))
    gone = taken.returning(*keys, *(table.c[name] for name in counted.measures)).cte("gone")
    sums = [func.sum(gone.c[name]) for name in counted.measures]
    together = select(*(gone.c[name] for name in _keys(counted)), *sums, true())
    together = together.group_by(*(gone.c[name] for name in _keys(counted))).having(
        or_(*(each != 0 for each in sums))
    )
    written = insert(table).from_select([*_keys(counted), *counted.measures, "is_folded"], together)
    return statement(written)


@cache
def _reconcile(place: int) -> Statement[Any]:
    counted, table = ALL[place], ALL[place].counts
    day = cast(func.timezone("UTC", counted.at), Date).label("day")
    groups = [counted.facts.c[name] for name in counted.groups]
    there = select(day, *groups, *(each.label(name) for name, each in counted.measures.items()))
    known = select(
        *(table.c[name] for name in _keys(counted)),
        *((-table.c[name]).label(name) for name in counted.measures),
    )
    both = union_all(there.group_by(day, *groups), known).subquery()
    keys = [both.c[name] for name in _keys(counted)]
    sums = [func.sum(both.c[name]) for name in counted.measures]
    missing = select(*keys, *sums).group_by(*keys).having(or_(*(each != 0 for each in sums)))
    return statement(insert(table).from_select([*_keys(counted), *counted.measures], missing))


def _keys(counted: Counted) -> tuple[str, ...]:
    return ("day", *counted.groups)
