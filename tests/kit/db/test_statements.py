"""Statements: compiled once, their parameters in order, their rows as records."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Integer, bindparam, insert, select
from sqlalchemy.types import Text

from accord.kit.db import columns_of, count_of, statement
from accord.kit.records import Record

from .shelves import ALL, FIND, PUT, SHOWN, Shelf, Wood, shelves, sql

FILL = statement(
    insert(shelves)
    .values({name: bindparam(name) for name in ("id", "name", "wood", "data")})
    .returning(*SHOWN),
    Shelf,
)


class Wider(Record):
    id: int
    name: str
    depth: int


class Reversed(Record):
    wood: Wood | None
    id: int


class TestAStatement:
    def test_takes_its_values_in_the_order_of_the_placeholders(self):
        query = select(shelves.c.id).where(shelves.c.name == bindparam("b"), shelves.c.wood == bindparam("a"))

        made = statement(query)

        assert made.arguments({"a": 1, "b": 2}) == [2, 1]
        assert "$1" in made.sql
        assert "$2" in made.sql

    def test_keeps_the_values_written_into_it(self):
        made = statement(
            select(shelves.c.id).where(shelves.c.wood == Wood.OAK, shelves.c.id == bindparam("id"))
        )

        assert sorted(map(str, made.arguments({"id": 7}))) == ["7", "oak"]

    def test_takes_a_default_where_no_value_is_given(self):
        made = statement(select(shelves.c.id).limit(bindparam("most", 20, Integer)))

        assert (made.arguments({}), made.arguments({"most": 5})) == ([20], [5])

    def test_refuses_to_run_without_a_value(self):
        with pytest.raises(KeyError, match="id"):
            FIND.arguments({})

    async def test_may_use_a_value_twice(self, db):
        same = bindparam("same", type_=Text)
        found = await db.one(statement(select(same, same), tuple[str, str]), same="x")

        assert found == ("x", "x")

    def test_says_whether_it_is_planned_afresh(self):
        assert (statement(select(shelves.c.id), replan=True).replan, FIND.replan) == (True, False)


class TestColumnsOfARecord:
    def test_are_in_the_order_of_its_fields(self):
        assert [column.name for column in columns_of(Reversed, shelves)] == ["wood", "id"]

    def test_must_all_be_in_the_table(self):
        with pytest.raises(TypeError, match=r"Wider has fields that table shelves lacks: depth"):
            columns_of(Wider, shelves)


class TestCounting:
    async def test_leaves_out_order_and_limits(self, one):
        query = select(*SHOWN).where(shelves.c.id > bindparam("above"))

        async with one.transaction() as db:
            for number in range(5):
                await db.one(PUT, id=number, name=str(number))
            counted = statement(count_of(query.order_by(shelves.c.name).limit(2).offset(1)))

            assert await db.value(counted, above=1) == 3

    def test_keeps_the_tables_that_are_joined(self):
        joined = select(shelves.c.id).select_from(shelves.join(shelves.alias("b"), shelves.c.id == 1))

        assert "JOIN" in statement(count_of(joined)).sql


class TestRows:
    @pytest.mark.parametrize("data", [None, {}, {"a": [1, 2.5, None, {"ü": "\u2603"}]}, {"big": 2**53}])
    async def test_come_back_as_they_went_in(self, one, data):
        async with one.transaction() as db:
            made = await db.one(FILL, id=1, name="a", wood=Wood.ASH, data=data)

            assert made == await db.one(FIND, id=1) == Shelf(id=1, name="a", wood=Wood.ASH, data=data)
            assert type(made.wood) is Wood

    async def test_hold_decimals_as_numbers_in_json(self, one):
        async with one.transaction() as db:
            made = await db.one(FILL, id=1, name="a", wood=None, data={"price": Decimal("1.50")})

        assert made.data == {"price": 1.5}

    async def test_that_are_not_there(self, one):
        async with one.reading() as db:
            assert await db.one_or_none(FIND, id=1) is None
            assert await db.value(FIND, id=1) is None
            assert await db.all(ALL) == []
            with pytest.raises(LookupError):
                await db.one(FIND, id=1)

    async def test_are_counted_when_they_change(self, one):
        touch = sql("UPDATE kit_tests.shelves SET wood = NULL WHERE id > :above")
        async with one.transaction() as db:
            for number in range(4):
                await db.one(PUT, id=number, name=str(number))

            touched: Any = [await db.execute(touch, above=above) for above in (0, 9)]

        assert touched == [3, 0]


class TestCopying:
    async def test_takes_records_in_and_gives_csv_out(self, one):
        written = bytearray()

        async def keep(data: bytes) -> None:
            written.extend(data)

        async with one.transaction() as db:
            await db.script("SET LOCAL search_path = kit_tests")
            taken = await db.copy_records("shelves", ["id", "name"], [(1, "a"), (2, 'b, "c"')])
            listed = statement(select(shelves.c.id, shelves.c.name).where(shelves.c.id >= bindparam("least")))
            given = await db.copy_out(listed, keep, header=True, least=1)

        assert (taken, given) == (2, 2)
        assert written.decode() == 'id,name\n1,a\n2,"b, ""c"""\n'

    async def test_takes_text_in(self, one):
        async def lines() -> Any:
            yield b"1\ta\n2\t"
            yield b"b\n"

        async with one.transaction() as db:
            await db.script("SET LOCAL search_path = kit_tests")

            assert await db.copy_in("shelves", ["id", "name"], lines()) == 2
            assert [shelf.name for shelf in await db.all(ALL)] == ["a", "b"]
