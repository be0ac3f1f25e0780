"""The list of all settings, read off the structs."""

import types
import typing
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import msgspec

from accord.app.settings.secret import Secret
from accord.app.settings.section import Section
from accord.app.settings.sections import PRODUCTION_DEFAULTS, Settings

ALIASES = {"ACCORD_DATABASE_URL": "database.url"}


class Setting(msgspec.Struct, frozen=True):
    """One setting: `name` as in the file, `kind` its Python type with its limits."""

    section: str
    attribute: str
    name: str
    kind: Any
    default: Any
    description: str
    least: float | None
    most: float | None

    @property
    def environment_name(self) -> str:
        """The environment variable that overrides the file."""
        return "ACCORD_" + self.name.replace(".", "__").upper()

    @property
    def bare_kind(self) -> Any:
        """The type without limits and without None."""
        return _bare(self.kind)

    @property
    def is_table(self) -> bool:
        """Whether it is a table of names and values."""
        return typing.get_origin(self.bare_kind) is dict

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return typing.get_origin(self.bare_kind) is tuple

    @property
    def is_secret(self) -> bool:
        """Whether its value may never be shown."""
        return self.bare_kind is Secret

    def allowed(self) -> str:
        """What it may hold, in words."""
        if self.is_table:
            each = typing.get_args(self.bare_kind)[1]
            return f"names, each with {_allowed(each, _least_of(each), None)}"
        return "a list of texts" if self.is_list else _allowed(self.bare_kind, self.least, self.most)

    def default_text(self) -> str:
        """The default, as an operator would write it; "" for none."""
        if self.default in (None, (), {}):
            return ""
        text = _written(self.default)
        production = PRODUCTION_DEFAULTS.get(self.name)
        return text if production is None else f"{text}; in production {_written(production)}"


@cache
def list_settings() -> dict[str, Setting]:
    """Every setting by its name, in the order of the documentation."""
    found = {}
    for field in msgspec.structs.fields(Settings):
        if isinstance(field.default, Section):
            inside = msgspec.structs.fields(type(field.default))
            settings = [_setting(field.encode_name, field.name, each) for each in inside]
        else:
            settings = [_setting("", "", field)]
        found.update({each.name: each for each in settings})
    return found


def _setting(section: str, attribute: str, field: msgspec.structs.FieldInfo) -> Setting:
    limits = next(each for each in field.type.__metadata__ if isinstance(each, msgspec.Meta))
    made = field.default_factory
    return Setting(
        section=section,
        attribute=f"{attribute}.{field.name}".removeprefix("."),
        name=f"{section}.{field.encode_name}".removeprefix("."),
        kind=field.type,
        default=made() if callable(made) else field.default,
        description=limits.description or "",
        least=limits.ge,
        most=limits.le,
    )


def _least_of(kind: Any) -> float | None:
    limits = [each for each in getattr(kind, "__metadata__", ()) if isinstance(each, msgspec.Meta)]
    return limits[0].ge if limits else None


def _bare(kind: Any) -> Any:
    if typing.get_origin(kind) is Annotated:
        kind = typing.get_args(kind)[0]
    if typing.get_origin(kind) is types.UnionType:
        kind = next(each for each in typing.get_args(kind) if each is not type(None))
    return kind


def _allowed(kind: Any, least: float | None, most: float | None) -> str:
    bare = _bare(kind)
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        return ", ".join(bare)
    if bare is bool:
        return "true, false"
    if bare in (int, float):
        number = "a whole number" if bare is int else "a number"
        limits = f" from {least:g}" if most is None else f" from {least:g} to {most:g}"
        return number + limits
    return "a path" if bare is Path else "a text"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(map(_written, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
