"""Decisions about interactions, without I/O."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from accord.core.context import Actor

from .records import Interaction, InteractionChanges, NewInteraction

MONTHS = 12


def staff_of(new: NewInteraction, actor: Actor) -> UUID | None:
    """Who met the customer: who is named, else the acting user; None when a machine names nobody."""
    return new.staff_id or actor.user_id


def columns_after(before: Interaction, changes: InteractionChanges) -> dict[str, Any]:
    """The columns that a change writes, and only those whose value differs."""
    written = changes.given()
    if before.channel in written.pop("alike", ()):
        written.pop("channel", None)
    return {name: value for name, value in written.items() if value != getattr(before, name)}


def months_around(now: datetime) -> tuple[datetime, datetime]:
    """Where the last twelve calendar months in UTC begin, and where the present one ends."""
    this = _month_of(now)
    return _start_of(this - MONTHS + 1), _start_of(this + 1)


def months_filled(counts: Mapping[str, int], now: datetime) -> dict[str, int]:
    """The last twelve months, oldest first, with 0 where nothing was counted."""
    this = _month_of(now)
    names = [f"{_start_of(month):%Y-%m}" for month in range(this - MONTHS + 1, this + 1)]
    return {name: counts.get(name, 0) for name in names}


def average(minutes: int, count: int) -> Decimal:
    """The mean, in minutes; 0 of nothing."""
    return Decimal(minutes) / count if count else Decimal(0)


def _month_of(moment: datetime) -> int:
    """The number of the month since the beginning of our era."""
    moment = moment.astimezone(UTC)
    return moment.year * 12 + moment.month - 1


def _start_of(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
