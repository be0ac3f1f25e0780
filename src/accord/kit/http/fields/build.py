"""Fields built from the annotations of a struct."""

import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import inspect

from accord.kit.http.json_text import NumberText

from .field import Field
from .numeric import Amount, Real, Truth, Whole
from .shapes import Anything, Either, Items, Mapping, Nullable, Object, Slot
from .texts import Choice, Day, Identifier, Moment, Text

# A struct whose class says so takes only null and absence for "not sent", never blank text.
JUDGES_BLANK = "judges_blank"

_TEXT = frozenset({str})
_NUMBER = frozenset({int, NumberText})
_LIST = frozenset({list})
_OBJECT = frozenset({dict})

_KINDS: dict[type[inspect.Type], frozenset[type]] = {
    inspect.StrType: _TEXT,
    inspect.UUIDType: _TEXT,
    inspect.DateType: _TEXT,
    inspect.DateTimeType: _TEXT,
    inspect.IntType: _NUMBER,
    inspect.FloatType: _NUMBER,
    inspect.DecimalType: _NUMBER,
    inspect.BoolType: frozenset({bool}),
    inspect.ListType: _LIST,
    inspect.VarTupleType: _LIST,
    inspect.SetType: _LIST,
    inspect.FrozenSetType: _LIST,
    inspect.DictType: _OBJECT,
    inspect.StructType: _OBJECT,
}

AnyList = inspect.ListType | inspect.VarTupleType | inspect.SetType | inspect.FrozenSetType

_CONTAINERS: dict[type[inspect.Type], Callable[[list[Any]], object]] = {
    inspect.ListType: list,
    inspect.VarTupleType: tuple,
    inspect.SetType: set,
    inspect.FrozenSetType: frozenset,
}


_SINGLES: dict[type[inspect.Type], Callable[[Any, dict[str, Any]], Field]] = {
    inspect.AnyType: lambda _, __: Anything(),
    inspect.StrType: lambda described, extra: Text(described, extra.get("format")),
    inspect.EnumType: lambda described, _: Choice(list(described.cls)),
    inspect.LiteralType: lambda described, _: Choice(described.values),
    inspect.IntType: lambda described, _: Whole(described),
    inspect.FloatType: lambda described, _: Real(described),
    inspect.DecimalType: lambda _, extra: Amount(extra.get("bounds")),
    inspect.UUIDType: lambda _, __: Identifier(),
    inspect.BoolType: lambda _, __: Truth(),
}

# Where C code is more lenient than we are (a UUID without dashes, a decimal in quotes), text is read slowly.
_BARE_UUID = r'"[0-9a-fA-F]{32}"'
_ESCAPE = r"\\u"
_ANY_TEXT = '"'


class Builder:
    """Turns descriptions of types into fields.

    `doubts` are patterns of JSON text that C code must not decide.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self.doubts: set[str] = set()
        self._zone = zone
        self._objects: dict[type, Object] = {}

    def build(self, struct: type[msgspec.Struct]) -> Object:
        """The reader of a struct. Raises TypeError for an annotation that no JSON field has."""
        described = inspect.type_info(struct)
        if not isinstance(described, inspect.StructType):
            raise TypeError(f"{struct!r} is not a struct")
        return self._object(described)

    def _object(self, described: inspect.StructType) -> Object:
        known = self._objects.get(described.cls)
        if known is not None:
            return known
        made = self._objects[described.cls] = Object(described.cls)
        judges_blank = getattr(described.cls, JUDGES_BLANK, False)
        made.declare(tuple(self._slot(field, judges_blank=judges_blank) for field in described.fields))
        return made

    def _slot(self, field: inspect.Field, *, judges_blank: bool) -> Slot:
        wire = field.encode_name
        if _may_be_decimal(field.type):
            self.doubts |= {rf'"{re.escape(wire)}"\s*:\s*"', _ESCAPE}
        read = self._field(field.type)
        return Slot(
            name=field.name, wire=wire, field=read, required=field.required, judges_blank=judges_blank
        )

    def _field(self, described: inspect.Type, extra: dict[str, Any] | None = None) -> Field:
        """The reader of any type; `extra` is what its annotations add to msgspec's own."""
        extra = extra or {}
        match described:
            case inspect.Metadata():
                return self._field(described.type, extra | (described.extra or {}))
            case inspect.UnionType():
                return self._union(described, extra)
            case inspect.StructType():
                return self._object(described)
            case inspect.DictType():
                return self._mapping(described)
            case inspect.ListType() | inspect.VarTupleType() | inspect.SetType() | inspect.FrozenSetType():
                return self._items(described)
        return self._single(described, extra)

    def _single(self, described: inspect.Type, extra: dict[str, Any]) -> Field:
        if isinstance(described, inspect.DateTimeType):
            return Moment(self._zone)
        if isinstance(described, inspect.DateType):
            return Day(extra.get("earliest"), self._zone)
        if isinstance(described, inspect.UUIDType):
            self.doubts |= {_BARE_UUID, _ESCAPE}
        make = _SINGLES.get(type(described))
        if make is None:
            raise TypeError(f"No field reads {described!r}")
        return make(described, extra)

    def _union(self, described: inspect.UnionType, extra: dict[str, Any]) -> Field:
        members = [member for member in described.types if not isinstance(member, inspect.NoneType)]
        fields = [self._field(member, extra) for member in members]
        if len(fields) == 1:
            field = fields[0]
        else:
            field = Either([(_kinds(member), each) for member, each in zip(members, fields, strict=True)])
        if len(members) == len(described.types):
            return field
        absent: frozenset[str] = extra.get("absent", frozenset())
        if absent:
            self.doubts |= {*(rf'"\s*{re.escape(word)}\s*"' for word in absent), _ESCAPE}
        return Nullable(field, absent)

    def _items(self, described: AnyList) -> Items:
        self._doubt_all(described.item_type)
        item = self._field(described.item_type)
        return Items(item, _CONTAINERS[type(described)], described.min_length, described.max_length)

    def _mapping(self, described: inspect.DictType) -> Mapping:
        self._doubt_all(described.value_type)
        free = described.key_type == inspect.StrType()  # a client's own keys stay as they are
        key = Anything() if free else self._field(described.key_type)
        value = self._field(described.value_type)
        return Mapping(key, value, described.min_length, described.max_length)

    def _doubt_all(self, item: inspect.Type) -> None:
        if _may_be_decimal(item):
            self.doubts.add(_ANY_TEXT)


def _may_be_decimal(described: inspect.Type) -> bool:
    match described:
        case inspect.DecimalType():
            return True
        case inspect.Metadata():
            return _may_be_decimal(described.type)
        case inspect.UnionType():
            return any(map(_may_be_decimal, described.types))
    return False


def _kinds(described: inspect.Type) -> frozenset[type]:
    """The types of parsed JSON values that a member of a union takes."""
    match described:
        case inspect.Metadata():
            return _kinds(described.type)
        case inspect.EnumType():
            return frozenset(type(member.value) for member in described.cls)
        case inspect.LiteralType():
            return frozenset(type(value) for value in described.values)
    return _KINDS[type(described)]
