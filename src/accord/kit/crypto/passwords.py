"""Password hashes: argon2id. Every function here works for tens of milliseconds: call it in a thread."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

__all__ = ["hash_password", "needs_rehash", "verify_password"]

# One of OWASP's equal recommendations: 19 MiB, so that many sign-ins at once fit a small server.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """The hash to keep, with its salt and settings in it."""
    return _HASHER.hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether this is the password. None (nobody has that name) is refused after the same work."""
    try:
        _HASHER.verify(_hash_of_nobody() if password_hash is None else password_hash, password)
    except (InvalidHashError, VerificationError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other settings than ours of today."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash("the password of nobody")
