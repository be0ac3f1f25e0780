"""Statements compiled once: SQLAlchemy writes the SQL, asyncpg runs it."""

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar, overload

import msgspec
from sqlalchemy import Select, Table, func, select
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.elements import ColumnElement

T = TypeVar("T")

_DIALECT = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]


class Statement(Generic[T]):
    """One compiled statement: its SQL, the order of its parameters, and what a row of it becomes.

    `replan` marks a statement whose best plan depends on its parameters (a search term that may match ten
    rows or half the table): it is planned afresh at each run.
    """

    __slots__ = ("constants", "into", "many", "names", "replan", "sql")

    def __init__(
        self, sql: str, names: Sequence[str], into: type[T], constants: dict[str, Any], *, replan: bool
    ) -> None:
        self.sql = sql
        self.names = tuple(names)
        self.into = into
        self.many: Any = list[into]  # type: ignore[valid-type]
        self.constants = constants
        self.replan = replan

    def arguments(self, params: dict[str, Any]) -> list[Any]:
        """The values in the order of the SQL's placeholders. Raises KeyError for one that is missing."""
        constants = self.constants
        if not constants:
            return [params[name] for name in self.names]
        return [params[name] if name in params else constants[name] for name in self.names]

    def records(self, rows: Iterable[Any]) -> list[T]:
        """Many rows as records, in one conversion."""
        records: list[T] = msgspec.convert([tuple(row) for row in rows], self.many)
        return records

    def record(self, row: Any) -> T:
        """The row as the record type, enums and all."""
        return msgspec.convert(tuple(row), self.into)


@overload
def statement(executable: Executable, *, replan: bool = ...) -> Statement[Any]: ...
@overload
def statement(executable: Executable, into: type[T], *, replan: bool = ...) -> Statement[T]: ...
def statement(executable: Executable, into: Any = tuple, *, replan: bool = False) -> Statement[Any]:
    """Compile a statement. `into` must have its fields in the order of the selected columns."""
    compiled = executable.compile(dialect=_DIALECT)  # type: ignore[attr-defined]
    names = list(compiled.positiontup or ())
    bound = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    constants = {name: value for name, value in bound.items() if name in names}
    return Statement(str(compiled), names, into, constants, replan=replan)


def columns_of(record: type[msgspec.Struct], table: Table) -> list[ColumnElement[Any]]:
    """The table's columns in the order of the record's fields. Fails at import when the two disagree."""
    missing = [name for name in record.__struct_fields__ if name not in table.c]
    if missing:
        raise TypeError(f"{record.__name__} has fields that table {table.name} lacks: {', '.join(missing)}")
    return [table.c[name] for name in record.__struct_fields__]


def count_of(query: Select[Any]) -> Select[Any]:
    """The same selection, counted instead of read: without its columns, order and limits."""
    counted = query.with_only_columns(func.count(), maintain_column_froms=True)
    return counted.order_by(None).limit(None).offset(None)


__all__ = ["Statement", "columns_of", "count_of", "select", "statement"]
