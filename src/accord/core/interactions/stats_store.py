"""The SQL that counts interactions."""

from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, DateTime, and_, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from accord.kit.db import Db, Statement, statement

from .records import Channel, InteractionStatsQuery
from .tables import interactions


class ChannelCount(msgspec.Struct, frozen=True, array_like=True):
    """What was counted on one channel: interactions, those with a duration, and their minutes together."""

    channel: Channel
    count: int
    timed: int
    minutes: int


async def by_channel(db: Db, query: InteractionStatsQuery, *, since: datetime | None) -> list[ChannelCount]:
    """Counts by channel of what matches, from `since` on."""
    params = _filters_of(query)
    if since is not None:
        params["since"] = since
    return await db.all(_by_channel(frozenset(params)), **params)


async def by_month(
    db: Db, query: InteractionStatsQuery, *, since: datetime, until: datetime
) -> dict[str, int]:
    """Counts by calendar month in UTC (`YYYY-MM`) of what took place from `since` to before `until`."""
    params = _filters_of(query) | {"since": since, "until": until}
    months = await db.all(_by_month(frozenset(params)), **params)
    return {f"{month:%Y-%m}": count for month, count in months}


async def due(db: Db, query: InteractionStatsQuery, *, at: datetime) -> int:
    """How many follow-ups are required and were due by `at`."""
    params = _filters_of(query) | {"due_at": at}
    return int(await db.value(_due(frozenset(params)), **params))


def _filters_of(query: InteractionStatsQuery) -> dict[str, Any]:
    params: dict[str, Any] = {}
    if query.customer_id is not None:
        params["customer_id"] = query.customer_id
    if query.channels:
        params["channels"] = list(query.channels)
    return params


_MOMENT = DateTime(timezone=True)
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "customer_id": interactions.c.customer_id == bindparam("customer_id", type_=Uuid),
    "channels": interactions.c.channel == any_(bindparam("channels", type_=ARRAY(Text))),
    "since": interactions.c.occurred_at >= bindparam("since", type_=_MOMENT),
    "until": interactions.c.occurred_at < bindparam("until", type_=_MOMENT),
    "due_at": and_(
        interactions.c.follow_up_required, interactions.c.follow_up_at <= bindparam("due_at", type_=_MOMENT)
    ),
}


def _matching(shape: frozenset[str]) -> list[ColumnElement[bool]]:
    return [_CONDITIONS[name] for name in sorted(shape)]


@cache
def _by_channel(shape: frozenset[str]) -> Statement[ChannelCount]:
    minutes = interactions.c.duration_minutes
    columns = (interactions.c.channel, func.count(), func.count(minutes), func.coalesce(func.sum(minutes), 0))
    query = select(*columns).where(*_matching(shape)).group_by(interactions.c.channel)
    return statement(query, ChannelCount)


@cache
def _by_month(shape: frozenset[str]) -> Statement[Any]:
    month = func.date_trunc("month", func.timezone("UTC", interactions.c.occurred_at)).label("month")
    counted = select(month, func.count()).where(*_matching(shape)).group_by(month)
    return statement(counted, tuple[datetime, int])


@cache
def _due(shape: frozenset[str]) -> Statement[Any]:
    return statement(select(func.count()).select_from(interactions).where(*_matching(shape)))
