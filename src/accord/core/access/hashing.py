"""Passwords against their hashes, off the event loop: each takes a core for tens of milliseconds."""

import asyncio

from accord.kit.crypto.passwords import hash_password, needs_rehash, verify_password

from .rules import typed_password


async def hash_of(password: str) -> str:
    """A new hash of a password."""
    return await asyncio.to_thread(hash_password, typed_password(password))


async def matches(password: str, password_hash: str | None) -> bool:
    """Whether this is the password. Without a hash the answer is no, after the same work."""
    return await asyncio.to_thread(verify_password, password_hash, typed_password(password))


async def renewed(password: str, password_hash: str) -> str:
    """The hash to keep from now on: a new one when the settings of hashing have changed since."""
    return await hash_of(password) if needs_rehash(password_hash) else password_hash
