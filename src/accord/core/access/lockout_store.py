"""The SQL of the counters of failed sign-ins."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, any_, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.types import DateTime, Integer, Text

from accord.kit.db import Db, Statement, columns_of, statement
from accord.kit.records import Record

from .tables import login_failures


class Counter(Record, frozen=True):
    """The failures of one account or network."""

    key: str
    failures: int
    last_failed_at: datetime
    blocked_until: datetime | None


_KEYS = bindparam("keys", type_=ARRAY(Text))
# A lock on a number, not on a row: most accounts have no row, and a row's lock would not cover its absence.
_LOCK: Statement[Any] = statement(
    select(func.pg_advisory_xact_lock(func.unnest(bindparam("numbers", type_=ARRAY(BigInteger)))))
)
_LIST = statement(
    select(*columns_of(Counter, login_failures)).where(login_failures.c.key == any_(_KEYS)), Counter
)
_CLEAR: Statement[Any] = statement(delete(login_failures).where(login_failures.c.key == bindparam("counter")))
_ADD = insert(login_failures).from_select(
    ["key", "failures", "last_failed_at", "blocked_until"],
    select(
        func.unnest(_KEYS),
        func.unnest(bindparam("failures", type_=ARRAY(Integer))),
        bindparam("now", type_=DateTime(timezone=True)),
        func.unnest(bindparam("blocked_until", type_=ARRAY(DateTime(timezone=True)))),
    ),
)
_SAVE: Statement[Any] = statement(
    _ADD.on_conflict_do_update(
        index_elements=[login_failures.c.key],
        set_={name: _ADD.excluded[name] for name in ("failures", "last_failed_at", "blocked_until")},
    )
)


async def lock(db: Db, keys: Sequence[str]) -> None:
    """Hold these counters, whether they have rows or not, until the transaction ends."""
    # In one order everywhere, so that two attempts never wait for each other.
    numbers = sorted(
        int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True) for key in set(keys)
    )
    await db.execute(_LOCK, numbers=numbers)


async def list_counters(db: Db, keys: Sequence[str]) -> list[Counter]:
    """The counters that have failures."""
    return await db.all(_LIST, keys=list(keys))


async def save(
    db: Db, keys: Sequence[str], failures: list[int], blocked_until: list[datetime], now: datetime
) -> None:
    """Write counters, the lists in step with `keys`."""
    await db.execute(_SAVE, keys=list(keys), failures=failures, blocked_until=blocked_until, now=now)


async def clear(db: Db, key: str) -> None:
    """Remove a counter."""
    await db.execute(_CLEAR, counter=key)
