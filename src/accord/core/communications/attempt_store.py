"""The SQL of attempts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, text, update

from accord.core.interactions import Channel
from accord.kit.db import Db, Statement, statement
from accord.kit.ids import new_id

from .records import Communication, Outcome
from .tables import communication_attempts

BEGIN: Statement[Any] = statement(
    text("""
    INSERT INTO communication_attempts
        (id, communication_id, customer_id, channel, number, begun_at, provider)
    SELECT id, communication, customer, channel, number, CAST(:at AS timestamptz), :provider
    FROM unnest(CAST(:ids AS uuid[]), CAST(:communications AS uuid[]), CAST(:customers AS uuid[]),
        CAST(:channels AS text[]), CAST(:numbers AS smallint[]))
        AS begun (id, communication, customer, channel, number)
    """)
)
# A late answer takes back nothing that was found out about the attempt meanwhile.
_is_unsettled = func.coalesce(communication_attempts.c.outcome, "doubtful") == "doubtful"
_ENDED = ("ended_at", "outcome", "provider_id", "category", "code", "message")
END: Statement[Any] = statement(
    update(communication_attempts)
    .where(communication_attempts.c.id == bindparam("id"), _is_unsettled)
    .values({name: bindparam(name, type_=communication_attempts.c[name].type) for name in _ENDED})
)
END_ACCEPTED: Statement[Any] = statement(
    text("""
    UPDATE communication_attempts a
    SET ended_at = CAST(:at AS timestamptz), outcome = 'accepted', provider_id = taken.provider_id,
        category = NULL, code = NULL, message = NULL
    FROM unnest(CAST(:ids AS uuid[]), CAST(:provider_ids AS text[])) AS taken (id, provider_id)
    WHERE a.id = taken.id
    """)
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


async def begin_all(
    db: Db, begun: Sequence[Communication], *, at: datetime, provider: str
) -> dict[UUID, UUID]:
    """Note that attempts at these messages begin; their ids, by the message's."""
    made = {each.id: new_id() for each in begun}
    await db.execute(
        BEGIN,
        ids=list(made.values()),
        communications=list(made),
        customers=[each.customer_id for each in begun],
        channels=[each.channel for each in begun],
        numbers=[each.attempts for each in begun],
        at=at,
        provider=provider,
    )
    return made


async def end_accepted(db: Db, taken: Mapping[UUID, str], *, at: datetime) -> None:
    """Note of attempts that the provider took the message, and what it calls it."""
    await db.execute(END_ACCEPTED, ids=list(taken), provider_ids=list(taken.values()), at=at)


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
