"""Counts in PostgreSQL, for servers of several processes without Redis."""

from typing import Any

from sqlalchemy import BigInteger, Integer, bindparam, delete
from sqlalchemy.dialects.postgresql import insert

from accord.kit.db import Database, Statement, statement

from .tables import rate_windows
from .windows import Decision, Rule, allowed, counter_of, refused, start_of

_insert = insert(rate_windows).values(
    key=bindparam("key"), window_start=bindparam("start", type_=BigInteger), hits=1
)
_HIT: Statement[Any] = statement(
    _insert.on_conflict_do_update(
        index_elements=[rate_windows.c.key, rate_windows.c.window_start],
        set_={"hits": rate_windows.c.hits + 1},
        where=rate_windows.c.hits < bindparam("most", type_=Integer),
    ).returning(rate_windows.c.hits)
)
_PURGE: Statement[Any] = statement(
    delete(rate_windows).where(rate_windows.c.window_start < bindparam("before", type_=BigInteger))
)


class StoredLimiter:
    """Exact across all processes of one database. One statement a hit, outside the request's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hit(self, key: str, rule: Rule, now: float) -> Decision:
        """Count one hit, unless the window is used up. Raises DatabaseUnavailable."""
        start = start_of(rule, now)
        if rule.limit < 1:
            return refused(rule, start, now)
        async with self._database.reading() as db:  # no transaction: a single statement commits by itself
            hits = await db.value(_HIT, key=counter_of(key, rule), start=start, most=rule.limit)
        return refused(rule, start, now) if hits is None else allowed(rule, start, hits)

    async def purge(self, now: float, *, longest_seconds: int = 86_400) -> int:
        """Drop windows that began more than twice the longest window ago; how many rows went."""
        async with self._database.reading() as db:
            return await db.execute(_PURGE, before=int(now) - 2 * longest_seconds)
