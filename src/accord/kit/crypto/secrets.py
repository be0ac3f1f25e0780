"""Random secrets, and what is kept of them."""

import hashlib
import hmac
import secrets

__all__ = ["digest", "new_secret", "same"]


def new_secret(prefix: str) -> str:
    """A secret of 256 random bits, safe in URLs and headers, after a prefix that says what it opens."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """What to keep of a random secret: 32 bytes that tell nothing about it. Not for passwords."""
    return hashlib.sha256(secret.encode()).digest()


def same(one: bytes | str, other: bytes | str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(_bytes(one), _bytes(other))


def _bytes(secret: bytes | str) -> bytes:
    return secret.encode("utf-8", "surrogatepass") if isinstance(secret, str) else secret
