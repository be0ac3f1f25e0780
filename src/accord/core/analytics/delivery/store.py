"""The SQL that counts messages."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, DateTime, Text, bindparam, cast, func, select, text
from sqlalchemy.types import Date, Uuid

from accord.core.communications import CommunicationStatus, Direction
from accord.core.communications.tables import communications
from accord.core.events.tables import events
from accord.core.interactions import Channel
from accord.kit.db import Db, Statement, statement

from .records import Bucket, Figures

ORIGIN = "engagement"
_DELIVERED = ("delivered", "opened", "clicked")
_OPENED = ("opened", "clicked")
_FAILED = ("failed", "bounced")
_SENT = ("sent", *_DELIVERED, *_FAILED)
_MESSAGE = communications.c
_MOMENT = DateTime(timezone=True)


class Counted(msgspec.Struct, frozen=True, array_like=True):
    """A row: the figures of one day, channel and type."""

    made_on: date
    channel: Channel | None
    message_type: str
    sent: int
    delivered: int
    opened: int
    clicked: int
    failed: int
    timed: int
    seconds: Decimal

    def bucket(self) -> Bucket:
        """The same, with the figures together."""
        figures = Figures(
            sent=self.sent,
            delivered=self.delivered,
            opened=self.opened,
            clicked=self.clicked,
            failed=self.failed,
            timed=self.timed,
            seconds=self.seconds,
        )
        return Bucket(
            made_on=self.made_on, channel=self.channel, message_type=self.message_type, figures=figures
        )


async def count(db: Db, *, start: datetime, end: datetime, zone: str, **filters: Any) -> list[Bucket]:
    """What was made from `start` to before `end`, by day in `zone`, channel and type; `filters` are exact values."""
    rows = await db.all(_counted(frozenset(filters)), start=start, end=end, zone=zone, **filters)
    return [row.bucket() for row in rows]


async def alerted(db: Db, event_type: str, *, since: datetime) -> set[str]:
    """The channels that an alert was raised for since then."""
    rows = await db.all(_ALERTED, event_type=event_type, since=since)
    return {channel for (channel,) in rows}


_ALERTED: Statement[Any] = statement(
    select(events.c.data["channel"].astext).where(
        events.c.customer_id.is_(None),
        events.c.type == bindparam("event_type", type_=Text),
        events.c.occurred_at > bindparam("since", type_=_MOMENT),
    ),
)
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "customer_id": _MESSAGE.customer_id == bindparam("customer_id", type_=Uuid),
    "plan_id": _MESSAGE.plan_id == bindparam("plan_id", type_=Uuid),
}
_OUTBOUND = _MESSAGE.direction == Direction.OUTBOUND


def _number(*statuses: str) -> ColumnElement[int]:
    """How many have one of these statuses; constants of ours stand in the SQL itself."""
    words = ", ".join(f"'{CommunicationStatus(status)}'" for status in statuses)
    return func.count().filter(text(f"communications.status IN ({words})"))


@cache
def _counted(shape: frozenset[str]) -> Statement[Counted]:
    day = cast(func.timezone(bindparam("zone", type_=Text), _MESSAGE.created_at), Date).label("day")
    took = func.extract("epoch", _MESSAGE.delivered_at - _MESSAGE.sent_at)
    keys = (day, _MESSAGE.channel, _MESSAGE.message_type)
    query = (
        select(
            *keys,
            *(_number(*each) for each in (_SENT, _DELIVERED, _OPENED, ("clicked",), _FAILED)),
            func.count(took),
            func.coalesce(func.sum(took), 0),
        )
        .where(
            _OUTBOUND,
            _MESSAGE.origin == ORIGIN,
            _MESSAGE.created_at >= bindparam("start", type_=_MOMENT),
            _MESSAGE.created_at < bindparam("end", type_=_MOMENT),
            *(_CONDITIONS[name] for name in sorted(shape)),
        )
        .group_by(*keys)
    )
    return statement(query, Counted, replan=True)
