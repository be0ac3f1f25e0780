"""Strict JSON: what counts as a readable body at all, before anybody looks at its fields."""

import json
import re

__all__ = ["MAX_DEPTH", "MalformedBody", "NumberText", "check_text", "parse"]

MAX_DEPTH = 64

# Python refuses to convert longer digit strings; such a number stays text and is refused where it is used.
_MAX_INT_DIGITS = 4300

_ESCAPES = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a whole surrogate pair
    rb"|(\\u0000|\\u[dD][89a-fA-F][0-9a-fA-F]{2})"  # NUL, or half a pair
    rb"|\\."
)
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SQUARE = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))


class MalformedBody(Exception):
    """The body is not JSON, or not JSON anybody should send; the message says why."""


class NumberText:
    """A JSON number that is not a short integer, kept as written so that no decimal is lost."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


def check_text(raw: bytes) -> None:
    """Refuse what decoders disagree about, also in fields nobody reads. Raises MalformedBody."""
    if not raw.isascii():
        _check_encoding(raw)
    if b"\\u" in raw and any(escape[1] is not None for escape in _ESCAPES.finditer(raw)):
        raise MalformedBody("The body must not hold NUL characters or lone surrogates")
    if raw.count(b"{") + raw.count(b"[") > MAX_DEPTH:
        _check_depth(raw)


def parse(raw: bytes) -> object:
    """The value of a checked text, numbers other than short integers as NumberText. Raises MalformedBody."""
    try:
        value: object = _DECODER.decode(raw.decode())
    except ValueError as error:
        raise MalformedBody("The body is not valid JSON") from error
    return value


def _check_encoding(raw: bytes) -> None:
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise MalformedBody("The body is not valid UTF-8") from error


def _check_depth(raw: bytes) -> None:
    """Take away the innermost pairs as often as they may be nested; what remains is nested deeper."""
    brackets = _STRINGS.sub(b"", raw).translate(_SQUARE, _NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        brackets = brackets.replace(b"[]", b"")
        if not brackets:
            return
    raise MalformedBody(f"The body is nested deeper than {MAX_DEPTH} levels, or not valid JSON")


def _read_integer(text: str) -> int | NumberText:
    return int(text) if len(text) <= _MAX_INT_DIGITS else NumberText(text)


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_float=NumberText, parse_int=_read_integer, parse_constant=_refuse_constant)
