"""Guessing is slowed: failures are counted for each account and for each network, never for good.

While a delay runs, an attempt is refused unheard and not counted, so that no one can prolong another's delay
by hammering. A result is told only under the lock of its counters: a hundred guesses in parallel learn no
more than a hundred in a row.
"""

from datetime import datetime
from math import ceil

from accord.kit.db import Db

from . import lockout_store as store
from .errors import TooManyAttempts
from .rules import LONGEST_DELAY, delay_after, failures_remembered


async def ensure_open(db: Db, keys: tuple[str, ...], *, now: datetime) -> None:
    """Refuse an attempt while a delay of one of the counters runs. Raises TooManyAttempts."""
    for counter in await store.list_counters(db, keys):
        if counter.blocked_until is not None and counter.blocked_until > now:
            # A process whose clock runs behind must not ask for more patience than the longest delay.
            seconds = min((counter.blocked_until - now).total_seconds(), LONGEST_DELAY.total_seconds())
            raise TooManyAttempts(ceil(seconds))


async def lock(db: Db, keys: tuple[str, ...], *, now: datetime) -> None:
    """Hold the counters until the transaction ends, and look again. Raises TooManyAttempts."""
    await store.lock(db, keys)
    await ensure_open(db, keys, now=now)


async def count_failure(db: Db, keys: tuple[str, ...], *, now: datetime) -> None:
    """Count one failure on each counter; they must be locked."""
    known = {counter.key: counter for counter in await store.list_counters(db, keys)}
    failures = [
        1 + (failures_remembered(known[key].failures, known[key].last_failed_at, now) if key in known else 0)
        for key in keys
    ]
    blocked_until = [now + delay_after(count) for count in failures]
    await store.save(db, keys, failures, blocked_until, now)


async def clear(db: Db, key: str) -> None:
    """Forget the failures of one counter."""
    await store.clear(db, key)
