"""The SQL of attempts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, text, update

from accord.core.interactions import Channel
from accord.kit.db import Db, Statement, statement
from accord.kit.ids import new_id

from .records import Outcome
from .tables import communication_attempts

_BEGUN = ("id", "communication_id", "customer_id", "channel", "number", "begun_at", "provider")
BEGIN: Statement[Any] = statement(
    insert(communication_attempts).values({name: bindparam(name) for name in _BEGUN})
)
_ENDED = ("ended_at", "outcome", "provider_id", "category", "code", "message")
END: Statement[Any] = statement(
    update(communication_attempts)
    .where(communication_attempts.c.id == bindparam("id"))
    .values({name: bindparam(name, type_=communication_attempts.c[name].type) for name in _ENDED})
)
_unsettled = (
    "communication_id = :communication AND channel = :channel AND coalesce(outcome, 'doubtful') = 'doubtful'"
)
UNSETTLED: Statement[Any] = statement(
    text(f"SELECT min(begun_at) FROM communication_attempts WHERE {_unsettled}")  # noqa: S608
)
SETTLE: Statement[Any] = statement(
    text(f"""
    UPDATE communication_attempts
    SET outcome = CAST(:outcome AS text), provider_id = CAST(:provider_id AS text),
        ended_at = coalesce(ended_at, CAST(:at AS timestamptz))
    WHERE {_unsettled}
    """)  # noqa: S608
)


async def begin(
    db: Db,
    communication_id: UUID,
    customer_id: UUID,
    channel: Channel,
    *,
    number: int,
    at: datetime,
    provider: str,
) -> UUID:
    """Note that an attempt begins; its id."""
    made = new_id()
    await db.execute(
        BEGIN,
        id=made,
        communication_id=communication_id,
        customer_id=customer_id,
        channel=channel,
        number=number,
        begun_at=at,
        provider=provider,
    )
    return made


async def end(
    db: Db,
    attempt_id: UUID,
    *,
    at: datetime,
    outcome: Outcome,
    provider_id: str | None = None,
    category: str | None = None,
    code: str | None = None,
    message: str | None = None,
) -> None:
    """Note how an attempt ended."""
    await db.execute(
        END,
        id=attempt_id,
        ended_at=at,
        outcome=outcome,
        provider_id=provider_id,
        category=category,
        code=code,
        message=message,
    )


async def unsettled_since(db: Db, communication_id: UUID, channel: Channel) -> datetime | None:
    """When the earliest attempt began of which nobody knows whether the provider took the message."""
    found: datetime | None = await db.value(UNSETTLED, communication=communication_id, channel=channel)
    return found


async def settle(
    db: Db,
    communication_id: UUID,
    channel: Channel,
    *,
    outcome: Outcome,
    provider_id: str | None,
    at: datetime,
) -> None:
    """Say of the attempts in doubt how they ended."""
    await db.execute(
        SETTLE,
        communication=communication_id,
        channel=channel,
        outcome=outcome,
        provider_id=provider_id,
        at=at,
    )
