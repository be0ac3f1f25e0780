"""What must not be told in a log: secrets, and what is known about people.

Fields are judged by their name, texts by what they look like. Both err on the side of silence: a name in here
costs an operator one detail, a name missing from here costs a person their privacy.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

__all__ = ["HIDDEN", "describe", "discreet", "discreet_text", "is_hidden"]

HIDDEN = "***"

_MAX_TEXT = 2_000
_MAX_DEPTH = 6

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

# Single words of a field's name, in snake_case or camelCase: `customerEmail` and `reset_token` have one each.
_HIDDEN_WORDS = frozenset(
    _WORD.findall(
        """
        password passwd passphrase secret secrets token tokens authorization cookie cookies
        credential credentials signature otp pin apikey jwt dsn

        name names firstname lastname fullname username email emails mail phone phones mobile address
        addresses street birth birthday born dob ip recipient recipients sender

        subject body text content contents note notes comment comments description summary query search
        """
    )
)
_HIDDEN_PAIRS = frozenset({("api", "key"), ("private", "key"), ("signing", "key"), ("secret", "key")})

_PART = r"[^\s@/<>\"'(),:;=&?]"
_TELLING = re.compile(
    r"(?i:bearer|basic)\s+[\w.~+/=-]{8,}"  # a header of authorization
    r"|eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?"  # a token
    r"|(?<=://)[^/\s@]+(?=@)"  # the user and password of an address
    rf"|{_PART}{{1,64}}(?:@|%40){_PART}{{1,255}}"  # an e-mail address
    r'|(?<=: )"[^"]*"'  # a value that PostgreSQL quotes
    r"|(?:\+|%2B)\d[\d ()./-]{5,}\d"  # a telephone number
)
_DETAIL = re.compile(r"\s*\b(?:DETAIL|CONTEXT):.*", re.DOTALL)  # where PostgreSQL quotes rows


def discreet(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, with those hidden that must not be told, and the others' texts made discreet."""
    return {key: HIDDEN if is_hidden(key) else _value(value, _MAX_DEPTH) for key, value in fields.items()}


def discreet_text(text: str) -> str:
    """The text without what looks like an address, a telephone number or a secret; cut at 2000 characters."""
    if len(text) > _MAX_TEXT:
        text = text[:_MAX_TEXT] + "..."
    if "DETAIL:" in text or "CONTEXT:" in text:
        text = _DETAIL.sub("", text)
    return _TELLING.sub(HIDDEN, text)


def describe(error: BaseException) -> str:
    """An error in one line. One of the database is told by its code and names: its text quotes values."""
    kind = type(error).__name__
    state = getattr(error, "sqlstate", None)
    if state is not None:
        names = (getattr(error, f"{part}_name", None) for part in ("table", "column", "constraint"))
        return " ".join([kind, str(state), *(name for name in names if name)])
    text = discreet_text(str(error))
    return f"{kind}: {text}" if text else kind


@lru_cache(maxsize=2048)
def is_hidden(key: str) -> bool:
    """Whether a field of this name must not be told."""
    words = [word.lower() for word in _WORD.findall(key)]
    return not _HIDDEN_WORDS.isdisjoint(words) or not _HIDDEN_PAIRS.isdisjoint(pairwise(words))


def _value(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return discreet_text(value)
    if isinstance(value, BaseException):
        return describe(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return f"{len(value)} bytes"
    return _container(value, depth - 1)


def _container(value: Any, depth: int) -> Any:
    if depth == 0:
        return HIDDEN
    if isinstance(value, Mapping):
        return {
            str(key): HIDDEN if is_hidden(str(key)) else _value(item, depth) for key, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(item, depth) for item in value]
    return discreet_text(str(value))
