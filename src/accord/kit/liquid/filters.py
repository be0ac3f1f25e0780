"""What may be done with a value in a template: few things, each bounded by the size of what goes in and comes out."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from liquid.builtin.filters.array import first, join, last
from liquid.builtin.filters.misc import default, size
from liquid.builtin.filters.string import (
    append,
    capitalize,
    downcase,
    escape,
    newline_to_br,
    prepend,
    squish,
    strip,
    truncate,
    upcase,
)
from liquid.exceptions import FilterArgumentError
from liquid.filter import with_context
from liquid.undefined import is_undefined

from accord.kit.web_links import is_web_link

from .formats import long_date
from .formats import money as amount_of
from .surroundings import Surroundings

MOST_CHARACTERS = 64 * 1024
MOST_ITEMS = 1_000
MOST_NUMBER = 10**18


@with_context
def money(value: object, *, context: Surroundings) -> str:
    """An amount in the text's language; what is no number stays as it is."""
    shown = amount_of(value, context.language)
    return shown if shown is not None else _as_is(value)


@with_context
def date(value: object, *, context: Surroundings) -> str:
    """A day in the text's language; what is no date stays as it is."""
    shown = long_date(value, context.language)
    return shown if shown is not None else _as_is(value)


def link(value: object) -> str:
    """An address of the web; nothing when it is none."""
    return value.strip() if isinstance(value, str) and is_web_link(value.strip()) else ""


def _as_is(value: object) -> str:
    if value is None or is_undefined(value) or isinstance(value, dict | list | tuple):
        return ""
    return str(value)


FILTERS: dict[str, Callable[..., Any]] = {
    "append": append,
    "capitalize": capitalize,
    "date": date,
    "default": default,
    "downcase": downcase,
    "escape": escape,
    "first": first,
    "join": join,
    "last": last,
    "link": link,
    "money": money,
    "newline_to_br": newline_to_br,
    "prepend": prepend,
    "size": size,
    "squish": squish,
    "strip": strip,
    "truncate": truncate,
    "upcase": upcase,
}


def bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, refusing values that are too large before and after."""

    @wraps(function)
    def run(*values: Any, **options: Any) -> Any:
        for value in values:
            _check(value)
        result = function(*values, **options)
        _check(result)
        return result

    return run


def _check(value: Any) -> None:
    if isinstance(value, str):
        too_much = len(value) > MOST_CHARACTERS
    elif isinstance(value, range):
        too_much = value.stop - value.start > MOST_ITEMS  # len() of a huge range is an error of its own
    elif isinstance(value, list | tuple | dict):
        too_much = len(value) > MOST_ITEMS
    else:
        too_much = isinstance(value, int) and abs(value) > MOST_NUMBER
    if too_much:
        raise FilterArgumentError("a value is too large", token=None)
