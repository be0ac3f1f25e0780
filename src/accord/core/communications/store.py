"""The SQL of communications and their log."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, bindparam, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import BigInteger, Integer, Text

from accord.kit.db import Db, Statement, columns_of, count_of, statement
from accord.kit.ids import new_id
from accord.kit.paging import Slice

from . import rounds
from .records import (
    Attempt,
    Communication,
    CommunicationQuery,
    Content,
    DeliveryEvent,
    DeliveryFigures,
    Held,
)
from .tables import communication_attempts, communications, delivery_events

OWN = "accord"
"""The provider named in log rows that we wrote ourselves."""

DUE = "communications_due"
"""Notices that messages wait; the payload is the channel."""

DONE = "communications_done"
"""Notices that a message has come to something; the payload is its id."""

SHOWN = columns_of(Communication, communications)
_BY_ID = communications.c.id == bindparam("id")

FIND = statement(select(*SHOWN).where(_BY_ID), Communication)
LOCK = statement(select(*SHOWN).where(_BY_ID).with_for_update(), Communication)
HOLD = statement(select(*columns_of(Held, communications)).where(_BY_ID).with_for_update(), Held)
CONTENT = statement(select(*columns_of(Content, communications)).where(_BY_ID), Content)
ATTEMPTS = statement(
    select(*columns_of(Attempt, communication_attempts))
    .where(communication_attempts.c.communication_id == bindparam("id"))
    .order_by(communication_attempts.c.begun_at, communication_attempts.c.id),
    Attempt,
)
LOG = statement(
    select(*columns_of(DeliveryEvent, delivery_events))
    .where(delivery_events.c.communication_id == bindparam("id"))
    .order_by(delivery_events.c.occurred_at, delivery_events.c.id),
    DeliveryEvent,
)
_NOTED = ("communication_id", "customer_id", "event", "occurred_at", "code", "message")
NOTE: Statement[Any] = statement(
    upsert(delivery_events)
    .values(
        {name: bindparam(name, type_=delivery_events.c[name].type) for name in _NOTED}
        | {
            "id": bindparam("id"),
            "provider": OWN,
            "event_key": bindparam("event_key"),
            "received_at": bindparam("occurred_at"),
        }
    )
    .on_conflict_do_nothing()
)
NOTIFY: Statement[Any] = statement(select(func.pg_notify(bindparam("channel"), bindparam("told"))))
WAITING: Statement[Any] = statement(
    text("""
    SELECT array_agg(coalesce(scheduled_at, due_at)) FROM communications
    WHERE customer_id = :customer AND status IN ('queued', 'scheduled', 'sending')
    """)
)
# Averages are of what was sent within a day, by the index of the newest.
FIGURES = statement(
    text("""
    SELECT (SELECT count(*) FROM communications WHERE status IN ('queued', 'scheduled', 'sending')),
        (SELECT count(*) FROM communications
         WHERE status IN ('failed', 'bounced', 'expired')
             AND coalesce(failed_at, bounced_at, expired_at) > CAST(:hour_ago AS timestamptz)),
        (SELECT coalesce(round(avg(extract(epoch FROM delivered_at - sent_at)), 1), 0)::float8
         FROM communications
         WHERE direction = 'outbound' AND created_at > CAST(:day_ago AS timestamptz)
             AND sent_at IS NOT NULL AND delivered_at IS NOT NULL)
    """),
    DeliveryFigures,
)
# A message that may have been handed over already is left to the worker, which looks it up first.
SUPPRESS_WAITING: Statement[Any] = statement(
    text(
        """
    UPDATE communications c
    SET status = 'suppressed', reason = :reason, suppressed_at = CAST(:at AS timestamptz),
        next_attempt_at = NULL, channel = NULL, lease_until = NULL, leased_by = NULL,
        decision = jsonb_set(c.decision, ARRAY['channels', c.channel], to_jsonb(CAST(:reason AS text)))
    WHERE c.customer_id = :customer AND c.channel = :channel AND c.status IN ('queued', 'scheduled')
        AND NOT EXISTS (
            SELECT FROM communication_attempts a
            WHERE a.communication_id = c.id AND coalesce(a.outcome, 'doubtful') = 'doubtful')
    RETURNING {columns}
    """.format(columns=", ".join(f"c.{column.name}" for column in SHOWN))  # noqa: S608
    ),
    Communication,
)


async def add(db: Db, **values: Any) -> Communication:
    """Insert a message of a customer that is held."""
    return await db.one(_insert(frozenset(values)), **values)


@cache
def _insert(names: frozenset[str]) -> Statement[Communication]:
    values = {name: bindparam(name, type_=communications.c[name].type) for name in sorted(names)}
    return statement(insert(communications).values(values).returning(*SHOWN), Communication)


async def find(db: Db, communication_id: UUID) -> Communication | None:
    """The message with this id."""
    return await db.one_or_none(FIND, id=communication_id)


async def lock(db: Db, communication_id: UUID) -> Communication | None:
    """The message with this id, held until the transaction ends. Its customer must be held already."""
    return await db.one_or_none(LOCK, id=communication_id)


async def hold(db: Db, communication_id: UUID) -> Held | None:
    """The same with its content and its lease."""
    return await db.one_or_none(HOLD, id=communication_id)


async def content_of(db: Db, communication_id: UUID) -> Content:
    """What a message says."""
    return await db.one(CONTENT, id=communication_id)


async def attempts_of(db: Db, communication_id: UUID) -> list[Attempt]:
    """Every try to send a message, oldest first."""
    return await db.all(ATTEMPTS, id=communication_id)


async def log_of(db: Db, communication_id: UUID) -> list[DeliveryEvent]:
    """What happened to a message, oldest first."""
    return await db.all(LOG, id=communication_id)


async def change(db: Db, communication_id: UUID, **columns: Any) -> Communication:
    """Write columns of one message."""
    return await db.one(_update(frozenset(columns)), id=communication_id, **columns)


@cache
def _update(names: frozenset[str]) -> Statement[Communication]:
    values = {name: bindparam(name, type_=communications.c[name].type) for name in sorted(names)}
    return statement(update(communications).where(_BY_ID).values(values).returning(*SHOWN), Communication)


async def note(
    db: Db,
    communication: Communication,
    event: str,
    *,
    at: datetime,
    code: str | None = None,
    message: str | None = None,
) -> None:
    """Write what we did ourselves into a message's log; once for each round of attempts."""
    await db.execute(
        NOTE,
        id=new_id(),
        communication_id=communication.id,
        customer_id=communication.customer_id,
        event=event,
        event_key=f"{communication.id}:{event}:{communication.retry_count}{rounds.mark_of(communication)}",
        occurred_at=at,
        code=code,
        message=message,
    )


async def notify(db: Db, channel: str, told: str) -> None:
    """Tell whoever listens, when this transaction commits."""
    await db.execute(NOTIFY, channel=channel, told=told)


async def waiting_times(db: Db, customer_id: UUID) -> list[datetime]:
    """The times for which a customer's messages wait."""
    found: list[datetime] | None = await db.value(WAITING, customer=customer_id)
    return found or []


async def suppress_waiting(
    db: Db, customer_id: UUID, channel: str, *, reason: str, at: datetime
) -> list[Communication]:
    """End what waits for a channel; what was ended."""
    return await db.all(SUPPRESS_WAITING, customer=customer_id, channel=channel, reason=reason, at=at)


async def figures(db: Db, *, now: datetime) -> DeliveryFigures:
    """How sending goes."""
    return await db.one(FIGURES, hour_ago=now - timedelta(hours=1), day_ago=now - timedelta(days=1))


async def page(db: Db, query: CommunicationQuery, *, only: UUID | None) -> Slice[Communication]:
    """Messages that match, newest first. `only` narrows to one customer."""
    params = _filters_of(query)
    if only is not None:
        params["only"] = only
    shape = frozenset(params)
    return await db.slice(_page(shape), _count(shape), query.page, **params)


def _filters_of(query: CommunicationQuery) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for name in ("statuses", "origins"):
        if getattr(query, name):
            params[name] = list(getattr(query, name))
    for name in ("customer_id", "plan_id", "channel", "direction", "created_from", "created_before"):
        if getattr(query, name) is not None:
            params[name] = getattr(query, name)
    return params


def _one(name: str) -> ColumnElement[bool]:
    return communications.c[name] == bindparam(name, type_=communications.c[name].type)


def _any(column: str, name: str) -> ColumnElement[bool]:
    return communications.c[column] == any_(bindparam(name, type_=ARRAY(Text)))


_CREATED = communications.c.created_at
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "customer_id": _one("customer_id"),
    "plan_id": _one("plan_id"),
    "channel": _one("channel"),
    "direction": _one("direction"),
    "statuses": _any("status", "statuses"),
    "origins": _any("origin", "origins"),
    "created_from": bindparam("created_from", type_=_CREATED.type) <= _CREATED,
    "created_before": bindparam("created_before", type_=_CREATED.type) > _CREATED,
    "only": communications.c.customer_id == bindparam("only", type_=communications.c.customer_id.type),
}


def _matching(shape: frozenset[str]) -> Select[Any]:
    return select(*SHOWN).where(*(_CONDITIONS[name] for name in sorted(shape)))


@cache
def _page(shape: frozenset[str]) -> Statement[Communication]:
    newest = (communications.c.created_at.desc(), communications.c.id.desc())
    limit, offset = bindparam("row_limit", type_=Integer), bindparam("row_offset", type_=BigInteger)
    return statement(_matching(shape).order_by(*newest).limit(limit).offset(offset), Communication)


@cache
def _count(shape: frozenset[str]) -> Statement[Any]:
    return statement(count_of(_matching(shape)))


_COLUMNS = ", ".join(f"c.{column.name}" for column in SHOWN)
FAILED = statement(
    text(f"""
    SELECT {_COLUMNS} FROM communications c WHERE c.status IN ('failed', 'bounced', 'expired')
    ORDER BY coalesce(c.failed_at, c.bounced_at, c.expired_at) DESC, c.id DESC LIMIT :most
    """),  # noqa: S608
    Communication,
)


async def failed(db: Db, *, most: int) -> list[Communication]:
    """The messages that failed last, newest first."""
    return await db.all(FAILED, most=most)
