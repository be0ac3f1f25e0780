"""One unit of work on one connection."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import asyncpg

from accord.kit.paging import Page, Slice, cut

from .errors import DatabaseUnavailable, NothingCommitted, translated
from .statements import Statement

T = TypeVar("T")

_FRESH_PLAN = "SET LOCAL plan_cache_mode = force_custom_plan"


class Db:
    """Runs statements. A writing one is a transaction from its first statement on; a reading one is not.

    Every method raises UniqueViolation, ForeignKeyViolation or DatabaseUnavailable.
    """

    __slots__ = ("_acquire_seconds", "_connection", "_pool", "writing")

    def __init__(self, pool: asyncpg.Pool, *, writing: bool, acquire_seconds: float = 5.0) -> None:
        self._pool = pool
        self._connection: Any = None
        self._acquire_seconds = acquire_seconds
        self.writing = writing

    async def one(self, statement: Statement[T], /, **params: Any) -> T:
        """The only row. Raises LookupError when there is none."""
        found = await self.one_or_none(statement, **params)
        if found is None:
            raise LookupError("the statement returned no row")
        return found

    async def one_or_none(self, statement: Statement[T], /, **params: Any) -> T | None:
        """The first row, or None."""
        with translated():
            connection = self._connection or await self._open()
            if statement.replan:
                rows = await self._replanned(connection, statement.sql, statement.arguments(params))
                row = rows[0] if rows else None
            else:
                row = await connection.fetchrow(statement.sql, *statement.arguments(params))
        return None if row is None else statement.record(row)

    async def all(self, statement: Statement[T], /, **params: Any) -> list[T]:
        """Every row."""
        with translated():
            connection = self._connection or await self._open()
            if statement.replan:
                rows = await self._replanned(connection, statement.sql, statement.arguments(params))
            else:
                rows = await connection.fetch(statement.sql, *statement.arguments(params))
        return statement.records(rows)

    async def slice(
        self, rows: Statement[T], count: Statement[Any], page: Page, /, **params: Any
    ) -> Slice[T]:
        """A page of `rows`, which takes `row_limit` and `row_offset`; counted by `count` when a total is wanted."""
        total = int(await self.value(count, **params)) if page.want_total else None
        found = await self.all(rows, **params, row_limit=page.limit + 1, row_offset=page.offset)
        return cut(found, page, total)

    async def value(self, statement: Statement[Any], /, **params: Any) -> Any:
        """The first column of the first row, or None."""
        with translated():
            connection = self._connection or await self._open()
            if statement.replan:
                rows = await self._replanned(connection, statement.sql, statement.arguments(params))
                return rows[0][0] if rows else None
            return await connection.fetchval(statement.sql, *statement.arguments(params))

    async def execute(self, statement: Statement[Any], /, **params: Any) -> int:
        """Run a change; the number of rows it touched."""
        with translated():
            connection = self._connection or await self._open()
            status: str = await connection.execute(statement.sql, *statement.arguments(params))
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def script(self, sql: str) -> None:
        """Run SQL text without parameters, several statements at once if need be. For stores' own texts."""
        with translated():
            connection = self._connection or await self._open()
            await connection.execute(sql)

    async def copy_in(self, table: str, columns: Sequence[str], source: AsyncIterator[bytes] | Any) -> int:
        """`COPY` text rows into a table; the number of rows."""
        with translated():
            connection = self._connection or await self._open()
            status: str = await connection.copy_to_table(table, source=source, columns=columns, format="text")
        return int(status.rpartition(" ")[2])

    async def copy_records(self, table: str, columns: Sequence[str], records: Iterable[Sequence[Any]]) -> int:
        """`COPY` Python values into a table; the number of rows."""
        with translated():
            connection = self._connection or await self._open()
            status: str = await connection.copy_records_to_table(table, records=records, columns=columns)
        return int(status.rpartition(" ")[2])

    async def copy_out(
        self, statement: Statement[Any], output: Any, /, *, header: bool, **params: Any
    ) -> int:
        """`COPY` a query's rows as CSV into a path, a file or an async callable; the number of rows."""
        with translated():
            connection = self._connection or await self._open()
            status: str = await connection.copy_from_query(
                statement.sql, *statement.arguments(params), output=output, format="csv", header=header
            )
        return int(status.rpartition(" ")[2])

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part of the transaction that can fail alone."""
        await self.script("SAVEPOINT part")
        try:
            yield
        except BaseException:
            # Rolling back to a savepoint keeps it: one around it of the same name would stay hidden.
            await self.script("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part")
            raise
        await self.script("RELEASE SAVEPOINT part")

    @property
    def driver(self) -> Any:
        """The driver's connection, for adapters that enqueue in this transaction; None before `open`."""
        return self._connection

    async def open(self) -> Any:
        """The driver's connection, taken from the pool now if it was not yet."""
        with translated():
            return self._connection or await self._open()

    async def finish(self, *, commit: bool) -> None:
        """End the unit of work and give the connection back. Nothing happens when it was never taken.

        Raises NothingCommitted when PostgreSQL refused to commit.
        """
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            ended = await self._end(connection, commit=commit)
        except BaseException:
            _drop(connection)
            raise
        finally:
            await self._pool.release(connection)
        if commit and ended == "ROLLBACK":
            raise NothingCommitted

    async def _end(self, connection: Any, *, commit: bool) -> str:
        """End the transaction, if there is one; PostgreSQL's word for how it ended."""
        if not self.writing:
            return ""
        with translated():
            ended: str = await connection.execute("COMMIT" if commit else "ROLLBACK")
        return ended

    async def _open(self) -> Any:
        connection = await self._acquire()
        try:
            if self.writing:
                await connection.execute("BEGIN")
        except BaseException:
            _drop(connection)
            await self._pool.release(connection)
            raise
        self._connection = connection
        return connection

    async def _acquire(self) -> Any:
        if self._pool.get_idle_size():  # no wait, so no timer: it would cost more than the connection
            return await self._pool.acquire()
        try:
            return await self._pool.acquire(timeout=self._acquire_seconds)
        except TimeoutError as error:
            raise DatabaseUnavailable("no connection became free in time") from error

    async def _replanned(self, connection: Any, sql: str, arguments: list[Any]) -> list[Any]:
        if self.writing:
            await connection.execute(_FRESH_PLAN)
            rows: list[Any] = await connection.fetch(sql, *arguments)
            return rows
        await connection.execute(f"BEGIN; {_FRESH_PLAN}")
        try:
            rows = await connection.fetch(sql, *arguments)
        finally:
            await connection.execute("COMMIT")
        return rows


def _drop(connection: Any) -> None:
    """End a connection at once. One that broke has left its pool by itself, and cannot be told anything."""
    with suppress(asyncpg.InterfaceError):
        connection.terminate()
