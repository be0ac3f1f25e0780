"""Structs that use every kind of field, for the tests of reading bodies."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from accord.kit.http.formats import Email, absent_when, decimal_between

ID = "0b5d8c2e-7f53-4c83-9d21-2f6a3b1c9e10"


class Level(StrEnum):
    LOW = "Low"
    HIGH = "High"


class Line(msgspec.Struct, rename="camel"):
    unit_price: Annotated[Decimal, decimal_between(0, "99999.99")]
    quantity: Annotated[int, Meta(ge=1)] = 1


class Form(msgspec.Struct, rename="camel"):
    full_name: Annotated[str, Meta(max_length=10)]
    level: Level = Level.LOW
    reply_to: Email | UnsetType | None = UNSET
    nick: Annotated[str, Meta(min_length=1)] | UnsetType = UNSET
    note: str | None = None
    rating: Annotated[int, Meta(ge=1, le=5)] | None = None
    born_on: date | UnsetType | None = UNSET
    due_at: datetime | None = None
    owner: UUID | None = None
    heir: Annotated[UUID | None, absent_when("no-heir")] = None
    memo: Annotated[str | None, absent_when("no-memo")] = None
    tags: list[Annotated[str, Meta(max_length=5)]] = []
    lines: Annotated[list[Line], Meta(max_length=3)] = []
    weights: dict[str, float] = {}
    context: str | dict[str, Any] = "{}"
    extra: Any = None
    shown: bool | Literal["all"] = True
    code: Annotated[str, Meta(pattern="^[A-Z]{2}$")] | None = None


class Strict(msgspec.Struct):
    """Blank text means nothing here."""

    judges_blank: ClassVar[bool] = True

    note: str | None = None
    rating: int | None = None
    owner: UUID | None = None
    shown: bool | None = None


class Group(msgspec.Struct):
    name: str
    groups: list["Group"] = []
