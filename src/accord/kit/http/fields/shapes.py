"""Fields made of fields: lists, mappings, structs, and values of several types."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec import UNSET, structs

from accord.kit.http.json_text import NumberText

from .field import Check, Field
from .findings import MAX_PROBLEMS, Findings, inside
from .numeric import exact, finite


class Anything(Field):
    """Any JSON value, as it was sent."""

    keeps_blank = True

    def read(self, value: object, at: str, found: Findings) -> object:
        if isinstance(value, dict):
            return {key: self.read(item, inside(at, key), found) for key, item in value.items()}
        if isinstance(value, list):
            return [self.read(item, f"{at}[{number}]", found) for number, item in enumerate(value)]
        if isinstance(value, NumberText):
            return self._number(value, at, found)
        return value

    def _number(self, value: NumberText, at: str, found: Findings) -> float | None:
        exactly = exact(value)
        number = None if exactly is None else finite(exactly)
        if number is None:
            found.add(at, "is too large a number", "out_of_range")
        return number


class Nullable(Field):
    """A field, or null, which some words may stand for."""

    def __init__(self, inner: Field, absent: frozenset[str] = frozenset()) -> None:
        self.inner = inner
        self._absent = absent
        self.phrase = inner.phrase
        self.keeps_blank = inner.keeps_blank

    def read(self, value: object, at: str, found: Findings) -> object:
        if value is None or (self._absent and isinstance(value, str) and value.strip() in self._absent):
            return None
        return self.inner.read(value, at, found)

    def read_text(self, text: str, at: str, found: Findings) -> object:
        return self.inner.read_text(text, at, found)

    def check(self) -> Check | None:
        check = self.inner.check()
        return None if check is None else lambda value: value is None or check(value)


class Either(Field):
    """One of several types, told apart by the kind of JSON value."""

    def __init__(self, members: Sequence[tuple[frozenset[type], Field]]) -> None:
        self._members = {kind: field for kinds, field in members for kind in kinds}
        self._fields = [field for _, field in members]
        self.phrase = " or ".join(field.phrase for field in self._fields)
        self.keeps_blank = any(field.keeps_blank for field in self._fields)

    def read(self, value: object, at: str, found: Findings) -> object:
        member = self._members.get(type(value))
        if member is None:
            self.wrong_type(at, found)
            return None
        return member.read(value, at, found)

    def read_text(self, text: str, at: str, found: Findings) -> object:
        for field in self._fields:
            attempt = Findings(found.where)
            value = field.read_text(text, at, attempt)
            if not attempt.count:
                return value
        self.wrong_type(at, found)
        return None

    def check(self) -> Check:
        checks = {kind: field.check() for kind, field in self._members.items()}

        def plain(value: object) -> bool:
            if type(value) not in checks:  # an enumeration, an id, a date: left to `read`
                return False
            check = checks[type(value)]
            return check is None or check(value)

        return plain


class Items(Field):
    """A list of one kind of item, kept in the container that the struct declares."""

    phrase = "a list"

    def __init__(
        self, item: Field, container: Callable[[list[Any]], object], shortest: int | None, longest: int | None
    ) -> None:
        self._item = item
        self._container = container
        self._shortest, self._longest = shortest, longest

    def read(self, value: object, at: str, found: Findings) -> object:
        if not isinstance(value, list):
            self.wrong_type(at, found)
            return None
        if not self._fits(len(value), at, found):
            return None
        items = []
        for number, item in enumerate(value):
            items.append(read_present(self._item, item, f"{at}[{number}]", found))
            if found.count > MAX_PROBLEMS:
                break
        return self._container(items)

    def read_text(self, text: str, at: str, found: Findings) -> object:
        return self.read_texts([text], at, found)

    def read_texts(self, texts: list[str], at: str, found: Findings) -> object:
        """The list from the repeated values of a query parameter."""
        if not self._fits(len(texts), at, found):
            return None
        several = len(texts) > 1
        places = [f"{at}[{number}]" if several else at for number in range(len(texts))]
        return self._container(
            [self._item.read_text(text, place, found) for text, place in zip(texts, places, strict=True)]
        )

    def check(self) -> Check | None:
        check = self._item.check()
        return None if check is None else lambda items: all(map(check, items))

    def _fits(self, length: int, at: str, found: Findings) -> bool:
        if self._longest is not None and length > self._longest:
            found.add(at, f"must have at most {self._longest} items", "too_long")
            return False
        if self._shortest is not None and length < self._shortest:
            items = "item" if self._shortest == 1 else "items"
            found.add(at, f"must have at least {self._shortest} {items}", "too_short")
            return False
        return True


class Mapping(Field):
    """An object whose keys the client chooses."""

    phrase = "an object"

    def __init__(self, key: Field, value: Field, shortest: int | None, longest: int | None) -> None:
        self._key, self._value = key, value
        self._shortest, self._longest = shortest or 0, longest

    def read(self, value: object, at: str, found: Findings) -> object:
        if not isinstance(value, dict):
            self.wrong_type(at, found)
            return None
        if self._longest is not None and len(value) > self._longest:
            found.add(at, f"must have at most {self._longest} keys", "too_long")
            return None
        if len(value) < self._shortest:
            found.add(at, f"must have at least {self._shortest} keys", "too_short")
        entries = {}
        for name, item in value.items():
            place = inside(at, name)
            entries[self._key.read(name, place, found)] = read_present(self._value, item, place, found)
            if found.count > MAX_PROBLEMS:
                break
        return entries

    def check(self) -> Check | None:
        of_key, of_value = self._key.check(), self._value.check()
        if of_key is None and of_value is None:
            return None
        return lambda entries: (
            (of_key is None or all(map(of_key, entries)))
            and (of_value is None or all(map(of_value, entries.values())))
        )


class Slot:
    """One field of a struct: its names, and whether it may be absent or null."""

    __slots__ = ("field", "judges_blank", "name", "nullable", "required", "wire")

    def __init__(
        self, *, name: str, wire: str, field: Field, required: bool, judges_blank: bool = False
    ) -> None:
        self.name = name
        self.wire = wire
        self.field = field
        self.required = required
        self.nullable = isinstance(field, Nullable)
        self.judges_blank = judges_blank or field.keeps_blank

    def counts_as_absent(self, value: object) -> bool:
        """Whether blank text stands for "not sent"."""
        if not isinstance(value, str) or isinstance(self.field, Anything) or value.strip():
            return False
        return self.required or (self.nullable and not self.judges_blank)

    def check(self) -> Check | None:
        """The check of decoded values, absent and null ones excepted."""
        check = self.field.check()
        if check is None or not self.required or not self.field.keeps_blank:
            return check
        return lambda value: value != "" and check(value)


class Object(Field):
    """A struct of the contract; keys it does not declare are ignored."""

    phrase = "an object"

    def __init__(self, struct: type[msgspec.Struct]) -> None:
        self.struct = struct
        self.slots: tuple[Slot, ...] = ()
        self._checks: list[Check | None] = []

    def declare(self, slots: tuple[Slot, ...]) -> None:
        """Say what the fields are, once they are built: a struct may contain itself."""
        self.slots = slots
        self._checks = [slot.check() for slot in slots]

    def read(self, value: object, at: str, found: Findings) -> msgspec.Struct | None:
        if not isinstance(value, dict):
            self.wrong_type(at, found)
            return None
        before = found.count
        values = {}
        for slot in self.slots:
            place = inside(at, slot.wire)
            if slot.wire not in value or slot.counts_as_absent(value[slot.wire]):
                if slot.required:
                    found.add(place, "is required", "required", slot.field.allowed)
                continue
            values[slot.name] = read_present(slot.field, value[slot.wire], place, found)
        return self.make(values, at, found) if found.count == before else None

    def make(self, values: dict[str, object], at: str, found: Findings) -> msgspec.Struct | None:
        """The struct with these fields, the others at their defaults; None when it refuses them."""
        try:
            return self.struct(**values)
        except ValueError as refused:  # from a `__post_init__`
            found.add(at or found.where, str(refused), "invalid")
            return None

    def check(self) -> Check:
        return self.is_plain

    def is_plain(self, record: msgspec.Struct) -> bool:
        """Whether `read` would have made the same of every field."""
        for value, check in zip(structs.astuple(record), self._checks, strict=True):
            if check is not None and value is not None and value is not UNSET and not check(value):
                return False
        return True


def read_present(field: Field, value: object, at: str, found: Findings) -> object:
    """The value of a field that was sent; null only where the field allows it."""
    if value is None and not isinstance(field, Nullable | Anything):
        found.add(at, "must not be null", "required")
        return None
    return field.read(value, at, found)
