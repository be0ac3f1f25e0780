"""Idempotency keys: the same request, sent again with the same key, has one effect and gets the same answer.

Owns    idempotency_keys

A key is claimed by an advisory lock of the request's transaction, so that a second request with the same key
sees at once that the first is still running, and the lock is gone with the transaction however it ends. The
answer is written in that same transaction: either the effect and the remembered answer are both there, or
neither is.
"""

from .store import (
    KEPT,
    KeyInUse,
    KeyReused,
    Remembered,
    claim,
    find,
    forget_mentions,
    purge,
    remember,
    remember_failure,
    replace,
    scope_of,
)
from .tables import idempotency_keys

__all__ = [
    "KEPT",
    "KeyInUse",
    "KeyReused",
    "Remembered",
    "claim",
    "find",
    "forget_mentions",
    "idempotency_keys",
    "purge",
    "remember",
    "remember_failure",
    "replace",
    "scope_of",
]
