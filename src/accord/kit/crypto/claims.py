"""What the claims of a token must be."""

from collections.abc import Callable
from math import isfinite
from typing import Any

from .compact import BadToken

__all__ = ["check_claims"]

_REQUIRED = ("sub", "exp")
_REQUIRED_WHEN_STRICT = ("sub", "exp", "iss", "aud", "kind")
_MAX_TEXT = 255

# Other servers' clocks may be a little ahead of ours; that a token was made "in the future" harms nobody.
_ISSUED_AHEAD_SECONDS = 60


def check_claims(claims: dict[str, Any], *, now: float, issuer: str | None, strict: bool) -> None:
    """Raises BadToken when a claim is missing, of a wrong type, or not met at `now` (seconds since 1970)."""
    for name in _REQUIRED_WHEN_STRICT if strict else _REQUIRED:
        if name not in claims:
            raise BadToken(f"the token has no {name}")
    for name, is_sound in _TYPES.items():
        if name in claims and not is_sound(claims[name]):
            raise BadToken(f"the token's {name} is not of its type")
    if issuer is not None and claims.get("iss", issuer) != issuer:
        raise BadToken("the token is of another issuer")
    if now >= claims["exp"]:
        raise BadToken("the token has expired")
    if now < claims.get("nbf", now):
        raise BadToken("the token is not valid yet")
    if now + _ISSUED_AHEAD_SECONDS < claims.get("iat", now):
        raise BadToken("the token was made in the future")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _MAX_TEXT and value.isprintable()


def _is_time(value: object) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_audience(value: object) -> bool:
    return _is_text(value) or (_are_texts(value) and value != [])


def _is_scope(value: object) -> bool:
    return isinstance(value, str) or _are_texts(value)


_TYPES: dict[str, Callable[[object], bool]] = {
    "sub": _is_text,
    "exp": _is_time,
    "iat": _is_time,
    "nbf": _is_time,
    "iss": _is_text,
    "aud": _is_audience,
    "jti": _is_text,
    "kind": _is_text,
    "role": _is_text,
    "scope": _is_scope,
    "permissions": _are_texts,
}
