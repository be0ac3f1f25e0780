"""Reads the file and the environment into settings, or says in one line what is wrong."""

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from accord.app.settings.catalogue import ALIASES, Setting, list_settings
from accord.app.settings.checks import check
from accord.app.settings.errors import SettingsError
from accord.app.settings.secret import Secret
from accord.app.settings.section import Section
from accord.app.settings.sections import PRODUCTION_DEFAULTS, Settings
from accord.app.settings.values import Environment

FILE = "accord.toml"
CONFIG_VARIABLE = "ACCORD_CONFIG"
# The test suite talks to itself with these.
IGNORED_PREFIX = "ACCORD_TEST_"
LONGEST_SHOWN = 100
CLOSE_ENOUGH = 0.8


class Given(msgspec.Struct, frozen=True):
    """A value somebody set, and where."""

    setting: Setting
    value: Any
    source: str
    is_text: bool


def load(*, config: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """All settings: the file (`config`, else ACCORD_CONFIG, else ./accord.toml), overridden by `environ`.

    Raises SettingsError.
    """
    variables = {name: text for name, text in (os.environ if environ is None else environ).items() if text}
    given = {each.setting.name: each for each in _from_file(config, variables)}
    given |= {each.setting.name: each for each in _from_environment(variables)}
    values = {name: _parse(each) for name, each in given.items()}
    settings = _build(values)
    check(settings)
    return settings


def _from_file(config: Path | None, variables: Mapping[str, str]) -> list[Given]:
    named = config or (Path(variables[CONFIG_VARIABLE]) if CONFIG_VARIABLE in variables else None)
    path = named or Path(FILE)
    if named is None and not path.exists():
        return []
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as failed:
        raise SettingsError(f"{path} cannot be read: {failed.strerror}") from failed
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as failed:
        raise SettingsError(f"{path} is not TOML: {failed}") from failed
    return [
        Given(setting=_named(name, path), value=value, source=str(path), is_text=False)
        for name, value in _flatten(content)
    ]


def _flatten(content: Mapping[str, Any]) -> list[tuple[str, Any]]:
    sections = {each.section for each in list_settings().values()}
    flat: list[tuple[str, Any]] = []
    for name, value in content.items():
        if name in sections and isinstance(value, dict):
            flat += [(f"{name}.{inner}", each) for inner, each in value.items()]
        else:
            flat.append((name, value))
    return flat


def _from_environment(variables: Mapping[str, str]) -> list[Given]:
    settings = {each.environment_name: each for each in list_settings().values()}
    for alias, name in ALIASES.items():
        plain = list_settings()[name].environment_name
        if alias in variables and plain in variables:
            raise SettingsError(f"{alias} and {plain} are the same setting: set one of them")
        settings[alias] = list_settings()[name]
    found = []
    for name, text in variables.items():
        if not name.startswith("ACCORD_") or name == CONFIG_VARIABLE or name.startswith(IGNORED_PREFIX):
            continue
        if name not in settings:
            raise SettingsError(f"{name} is not a setting{_suggestion(name, (*settings, CONFIG_VARIABLE))}")
        found.append(Given(setting=settings[name], value=text, source=name, is_text=True))
    return found


def _named(name: str, path: Path) -> Setting:
    settings = list_settings()
    if name not in settings:
        raise SettingsError(f"{name} in {path} is not a setting{_suggestion(name, settings)}")
    return settings[name]


def _suggestion(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=CLOSE_ENOUGH)
    return f": did you mean {close[0]}?" if close else ""


def _parse(given: Given) -> Any:
    setting = given.setting
    try:
        value = _split(setting, given.value) if given.is_text else _joined(setting, given.value)
        return msgspec.convert(value, setting.kind, strict=not given.is_text, dec_hook=_decode)
    except (msgspec.ValidationError, ValueError) as wrong:
        raise SettingsError(
            f"{setting.name}{_shown(given)} in {given.source} is not allowed: it takes {setting.allowed()}"
        ) from wrong


def _split(setting: Setting, text: str) -> Any:
    """The environment's way to write lists and tables."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if setting.is_table:
        pairs = [part.rpartition("=") for part in _whole(parts)]
        return {name.strip(): value.strip() for name, _, value in pairs}
    return parts if setting.is_list else text.strip()


def _whole(parts: Iterable[str]) -> list[str]:
    """The entries of a table: what names nothing goes on with the value before it, which had a comma."""
    entries: list[str] = []
    for part in parts:
        if "=" in part or not entries:
            entries.append(part)
        else:
            entries[-1] += f",{part}"
    return entries


def _joined(setting: Setting, value: Any) -> Any:
    """Dotted names of a table may be written without quotes; TOML then nests them."""
    if not (setting.is_table and isinstance(value, dict)):
        return value
    flat: dict[str, Any] = {}
    for name, each in value.items():
        inner = _joined(setting, each)
        flat |= (
            {f"{name}.{rest}": deep for rest, deep in inner.items()}
            if isinstance(inner, dict)
            else {name: each}
        )
    return flat


def _decode(kind: type, value: Any) -> Any:
    if kind in (Secret, Path) and isinstance(value, str) and value:
        return kind(value)
    raise ValueError(kind)


def _shown(given: Given) -> str:
    return "" if given.setting.is_secret else f" = {given.value!r}"[:LONGEST_SHOWN]


def _build(values: Mapping[str, Any]) -> Settings:
    if values.get("environment") is Environment.PRODUCTION:
        values = {**PRODUCTION_DEFAULTS, **values}
    settings = Settings()
    for field in msgspec.structs.fields(Settings):
        old = getattr(settings, field.name)
        if isinstance(old, Section):
            named = partial("{}.{}".format, field.encode_name)
            changed = {
                each.name: values[named(each.encode_name)]
                for each in msgspec.structs.fields(type(old))
                if named(each.encode_name) in values
            }
            settings = msgspec.structs.replace(
                settings, **{field.name: msgspec.structs.replace(old, **changed)}
            )
        elif field.name in values:
            settings = msgspec.structs.replace(settings, **{field.name: values[field.name]})
    return settings
