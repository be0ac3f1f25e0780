"""The SQL of health."""

from sqlalchemy import literal, select

from accord.kit.db import Db, statement

_PING = statement(select(literal(1)))


async def ping(db: Db) -> None:
    """One round trip. Raises DatabaseUnavailable."""
    await db.value(_PING)
