"""The outer form of a token, read more strictly than most libraries do.

Every token has exactly one spelling: no padding, no stray characters, no key twice. What a header could use
to bring its own key is refused, not ignored.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

__all__ = ["BadToken", "encoded", "header_of", "part_of", "payload_of", "signed_text_of"]

MAX_TOKEN = 8 * 1024

_FORM = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_REFUSED_HEADERS = frozenset({"jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc"})
_KINDS_OF_TOKEN = frozenset({"jwt", "at+jwt"})


class BadToken(Exception):
    """The token is not one of ours, or not valid now; the message is for logs, not for callers."""


def header_of(token: str) -> dict[str, Any]:
    """The header of a token in sound form. Raises BadToken."""
    if len(token) > MAX_TOKEN:
        raise BadToken("the token is too long")
    if _FORM.fullmatch(token) is None:
        raise BadToken("the token does not have three parts")
    first, _, rest = token.partition(".")
    payload, _, signature = rest.partition(".")
    header = _object_of(first)
    _decoded(payload)
    _decoded(signature)
    if not _REFUSED_HEADERS.isdisjoint(header):
        raise BadToken("the token's header brings its own key or changes the rules")
    if not all(isinstance(header.get(name, ""), str) for name in ("alg", "typ", "kid")):
        raise BadToken("the token's header is not of its types")
    if header.get("typ", "JWT").lower() not in _KINDS_OF_TOKEN:
        raise BadToken("the token is of another kind")
    return header


def payload_of(token: str) -> dict[str, Any]:
    """The claims of a token in sound form. Raises BadToken."""
    return _object_of(token.split(".")[1])


def signed_text_of(token: str) -> tuple[bytes, bytes]:
    """What is signed of a token in sound form, and its signature. Raises BadToken."""
    text, _, signature = token.rpartition(".")
    return text.encode(), _decoded(signature)


def part_of(value: dict[str, Any]) -> str:
    """A header or claims, as they stand in a token."""
    return encoded(json.dumps(value, separators=(",", ":"), allow_nan=False).encode())


def encoded(data: bytes) -> str:
    """Bytes in base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _object_of(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_decoded(part), object_pairs_hook=_once_each, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadToken("the token does not hold JSON") from error
    if not isinstance(value, dict):
        raise BadToken("the token does not hold an object")
    return value


def _decoded(part: str) -> bytes:
    try:
        data = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError as error:
        raise BadToken("the token is not base64url") from error
    if encoded(data) != part:
        raise BadToken("the token is not spelled the one way it can be")
    return data


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key comes twice")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
