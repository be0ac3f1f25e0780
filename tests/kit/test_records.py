"""Records are values; changes tell apart what was not sent, null and a value."""

from typing import Any

import msgspec
import pytest

from accord.kit.records import UNSET, Changes, Record, UnsetType


class Shelf(Record):
    name: str
    boards: int = 1


class ShelfChanges(Changes):
    name: str | UnsetType = UNSET
    owner: str | UnsetType | None = UNSET


class TestARecord:
    def test_compares_by_value(self):
        assert Shelf(name="a", boards=2) == Shelf(name="a", boards=2)
        assert Shelf(name="a", boards=2) != Shelf(name="a", boards=3)

    def test_cannot_be_changed(self):
        shelf: Any = Shelf(name="a")

        with pytest.raises(AttributeError):
            shelf.name = "b"

    def test_is_replaced_by_a_new_one(self):
        before = Shelf(name="a", boards=2)

        after = msgspec.structs.replace(before, name="b")

        assert (before, after) == (Shelf(name="a", boards=2), Shelf(name="b", boards=2))

    def test_can_be_a_key(self):
        assert len({Shelf(name="a"), Shelf(name="a"), Shelf(name="b")}) == 2

    def test_is_read_from_a_row_in_the_order_of_its_fields(self):
        assert msgspec.convert(("a", 3), Shelf) == Shelf(name="a", boards=3)


class TestChanges:
    @pytest.mark.parametrize(
        ("changes", "given"),
        [
            (ShelfChanges(), {}),
            (ShelfChanges(name="a"), {"name": "a"}),
            (ShelfChanges(owner=None), {"owner": None}),
            (ShelfChanges(name="", owner="ann"), {"name": "", "owner": "ann"}),
        ],
    )
    def test_give_only_what_was_sent(self, changes, given):
        assert changes.given() == given

    def test_tell_null_from_absence_in_json(self):
        read = msgspec.json.Decoder(ShelfChanges).decode

        assert (read(b"{}"), read(b'{"owner": null}')) == (ShelfChanges(), ShelfChanges(owner=None))
