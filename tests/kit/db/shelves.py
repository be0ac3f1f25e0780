"""Two tables of nobody's business, to try the database with."""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from accord.kit.db import Statement, columns_of, named_enum, statement
from accord.kit.records import Record


class Wood(StrEnum):
    OAK = "oak"
    ASH = "ash"


class Shelf(Record):
    id: int
    name: str
    wood: Wood | None
    data: dict[str, Any] | None


tables = MetaData(schema="kit_tests")
shelves = Table(
    "shelves",
    tables,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("wood", Text),
    Column("data", JSONB),
    Column("width", Numeric(6, 2)),
    UniqueConstraint("name", name="shelves_name_key"),
    UniqueConstraint("wood", name="shelves_wood_key", deferrable=True, initially="DEFERRED"),
    named_enum("wood", Wood),
)
boards = Table(
    "boards",
    tables,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("shelf_id", Integer, ForeignKey("kit_tests.shelves.id", name="boards_shelf_id_fkey")),
)

SHOWN = columns_of(Shelf, shelves)
PUT: Statement[Shelf] = statement(
    insert(shelves)
    .values(id=bindparam("id"), name=bindparam("name"), wood=None, data=None)
    .returning(*SHOWN),
    Shelf,
)
PUT_BOARD: Statement[Any] = statement(
    insert(boards).values(id=bindparam("id"), shelf_id=bindparam("shelf_id"))
)
FIND = statement(select(*SHOWN).where(shelves.c.id == bindparam("id")), Shelf)
ALL = statement(select(*SHOWN).order_by(shelves.c.id), Shelf)
COUNT: Statement[Any] = statement(select(func.count()).select_from(shelves))


def sql(written: str, *, replan: bool = False) -> Statement[Any]:
    """A statement of SQL text."""
    return statement(text(written), replan=replan)
