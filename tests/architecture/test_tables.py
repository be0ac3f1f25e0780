"""What tables promise: nothing of an erased customer stays, and the column of an enum holds nothing else."""

import ast
import importlib
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from sqlalchemy import CheckConstraint, Column, Computed, ForeignKey, MetaData, Table, Text, Uuid

from accord.app.schema import metadata
from accord.kit.db import moment, named_enum, reference_to
from accord.kit.records import Record

from .source import Module, imports, modules
from .test_front_doors import is_store, is_tables

# Columns that name a customer and do not go with it, each with what happens instead.
KEPT = {
    "events.customer_id": "the log keeps that something happened; erasing empties the data (see keep_events)",
    "notifications.customer_id": "set to null; a trigger empties what a person wrote, our own words name nobody",
}


def left_behind(table: Table, kept: Mapping[str, str]) -> Iterable[str]:
    """Columns of a table that would outlive the customer they name."""
    for column in table.c:
        name = f"{table.name}.{column.name}"
        if _names_customer(column) and name not in kept and not _goes_with_customer(column):
            yield f"{name}: refers to customers with ON DELETE CASCADE, or says in KEPT what happens"


def _names_customer(column: Column[Any]) -> bool:
    by_name = column.name == "customer_id" or column.name.endswith("_customer_id")
    return by_name or any(key.target_fullname == "customers.id" for key in column.foreign_keys)


def _goes_with_customer(column: Column[Any]) -> bool:
    return any(
        key.target_fullname == "customers.id" and key.ondelete == "CASCADE" for key in column.foreign_keys
    )


def loose_enums(record: type[Record], table: Table) -> Iterable[str]:
    """Columns that hold another set of values than the enum of their record's field."""
    rules = _rules(table)
    for field, hint in get_type_hints(record).items():
        enum = _enum_in(hint)
        if enum is None or table.c[field].computed is not None:
            continue
        if rules.get(field) != {member.value for member in enum}:
            yield f"{table.name}.{field}: has no rule named_enum({field!r}, {enum.__name__})"


def _rules(table: Table) -> dict[str, set[str]]:
    """The values that the table's rules allow, by column."""
    found = {}
    for rule in table.constraints:
        text = str(rule.sqltext) if isinstance(rule, CheckConstraint) else ""
        if match := re.fullmatch(r"(\w+) IN \((.*)\)", text):
            found[match[1]] = set(re.findall(r"'([^']*)'", match[2]))
    return found


def _enum_in(hint: Any) -> type[StrEnum] | None:
    if get_origin(hint) in (Union, UnionType):
        return next((enum for part in get_args(hint) if (enum := _enum_in(part))), None)
    return hint if isinstance(hint, type) and issubclass(hint, StrEnum) else None


def pairs(module: Module) -> Iterable[tuple[type[Record], Table]]:
    """The records and tables that a store says belong together: `columns_of(Case, cases)`."""
    names = vars(importlib.import_module(f"{module.package}.{module.path.stem}"))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "columns_of":
            record, table = (names.get(ast.unparse(argument)) for argument in node.args)
            if isinstance(table, Table):
                yield record, table


class TestTables:
    def test_leave_nothing_of_an_erased_customer(self):
        found = [place for table in metadata.tables.values() for place in left_behind(table, KEPT)]

        assert found == []

    def test_keep_only_what_is_there(self):
        present = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.c}

        assert KEPT.keys() - present == set()

    def test_hold_their_enums_values_only(self):
        stores = [each for each in modules("src") if is_store(each)]

        found = [flaw for store in stores for pair in pairs(store) for flaw in loose_enums(*pair)]

        assert found == []

    def test_are_all_known_to_migrations(self):
        (schema,) = (each for each in modules("src/accord/app") if each.path.name == "schema.py")
        written = {f"{each.package}.{each.path.stem}" for each in modules("src") if is_tables(each.path.stem)}

        assert written - {imported.target for imported in imports(schema)} == set()


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Painted(Record):
    colour: Colour | None


class TestAPlantedTable:
    @pytest.mark.parametrize(
        "column",
        [
            Column("customer_id", Uuid),
            Column("old_customer_id", Uuid),
            Column("customer_id", Uuid, ForeignKey("customers.id")),
            Column("owner_id", Uuid, ForeignKey("customers.id", ondelete="SET NULL")),
            Column("customer_id", Uuid, ForeignKey("users.id", ondelete="CASCADE")),
        ],
    )
    def test_is_reported_when_it_outlives_its_customer(self, column):
        assert len(list(left_behind(Table("cases", MetaData(), column), {}))) == 1

    def test_is_not_reported_when_it_goes_or_is_known_to_stay(self):
        going = Table("cases", MetaData(), Column("customer_id", Uuid, reference_to("customers.id")))
        staying = Table("notes", MetaData(), Column("customer_id", Uuid), moment("written_at"))

        assert list(left_behind(going, {})) == []
        assert list(left_behind(staying, {"notes.customer_id": "its text is emptied"})) == []

    @pytest.mark.parametrize("rules", [[], [named_enum("colour", ["red"])], [named_enum("hue", Colour)]])
    def test_is_reported_when_it_holds_other_values(self, rules):
        table = Table("walls", MetaData(), Column("colour", Text), Column("hue", Text), *rules)

        assert list(loose_enums(Painted, table)) == ["walls.colour: has no rule named_enum('colour', Colour)"]

    def test_is_not_reported_when_it_holds_its_enum_or_computes_it(self):
        held = Table("walls", MetaData(), Column("colour", Text), named_enum("colour", Colour))
        computed = Table("doors", MetaData(), Column("colour", Text, Computed("'red'")))

        assert list(loose_enums(Painted, held)) == list(loose_enums(Painted, computed)) == []
