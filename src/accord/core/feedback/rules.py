"""Decisions about feedback, without I/O."""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from accord.core.context import Actor, ActorKind
from accord.core.events import Event
from accord.core.permissions import Role
from accord.kit.records import Record

from .errors import ResolverNotAllowed
from .events import FeedbackReopened, FeedbackResolved, FeedbackUpdated
from .ratings import RATINGS, sentiment_of
from .records import Feedback, FeedbackChanges, FeedbackFigures, FeedbackStats, ServiceType

K = TypeVar("K", bound=Hashable)

_MAY_NAME_OTHERS = frozenset({Role.ADMIN, Role.SUPERVISOR})
_NOBODY = frozenset({ActorKind.MACHINE, ActorKind.SYSTEM})


class Tally(Record):
    """What was counted of one service and one rating."""

    service_type: ServiceType
    rating: int
    count: int
    resolved: int
    last_submitted_at: datetime


def person_of(actor: Actor) -> UUID | None:
    """The id of the person who acts; None for machines and the system."""
    return actor.user_id or actor.customer_id


def ensure_may_name(actor: Actor, before: Feedback, changes: FeedbackChanges) -> None:
    """Everybody may name themselves as the resolver, or whom they read there. Raises ResolverNotAllowed."""
    named = changes.given().get("resolved_by")
    if named is None or named in (person_of(actor), before.resolved_by):
        return
    if actor.kind not in _NOBODY and actor.role not in _MAY_NAME_OTHERS:
        raise ResolverNotAllowed


def columns_after(
    before: Feedback, changes: FeedbackChanges, *, actor: Actor, now: datetime
) -> dict[str, Any]:
    """The columns that a change writes, and only those whose value differs."""
    written = changes.given()
    turned = written.pop("is_resolved", None)
    if turned is False:
        written |= {"resolved_at": None, "resolved_by": None}
    elif turned and not before.is_resolved:
        written |= {"resolved_at": now, "resolved_by": written.get("resolved_by") or person_of(actor)}
    return {name: value for name, value in written.items() if value != getattr(before, name)}


def event_of(before: Feedback, after: Feedback, fields: Iterable[str]) -> Event:
    """What a change of these fields is told as."""
    about = {"customer_id": after.told_of, "subject_id": after.id}
    if after.is_resolved and not before.is_resolved:
        return FeedbackResolved(resolved_by=after.resolved_by, **about)
    if before.is_resolved and not after.is_resolved:
        return FeedbackReopened(**about)
    return FeedbackUpdated(fields=tuple(sorted(fields)), **about)


def stats_of(tallies: list[Tally], *, pending: int) -> FeedbackStats:
    """What a window's tallies amount to."""
    total = _total(tallies)
    resolved = sum(tally.resolved for tally in tallies)
    by_rating = _counts(tallies, lambda tally: tally.rating)
    return FeedbackStats(
        total=total,
        average_rating=_average(tallies) or Decimal(0),
        by_rating={rating: by_rating.get(rating, 0) for rating in RATINGS},
        by_service=_counts(tallies, lambda tally: tally.service_type),
        by_sentiment=_counts(tallies, lambda tally: sentiment_of(tally.rating)),
        resolved_percent=Decimal(100 * resolved) / total if total else Decimal(0),
        pending=pending,
    )


def figures_of(tallies: list[Tally]) -> FeedbackFigures:
    """What the tallies of one customer amount to."""
    return FeedbackFigures(
        total=_total(tallies),
        average_rating=_average(tallies),
        last_submitted_at=max((tally.last_submitted_at for tally in tallies), default=None),
        by_service=_counts(tallies, lambda tally: tally.service_type),
    )


def _total(tallies: Iterable[Tally]) -> int:
    return sum(tally.count for tally in tallies)


def _average(tallies: list[Tally]) -> Decimal | None:
    total = _total(tallies)
    return Decimal(sum(tally.rating * tally.count for tally in tallies)) / total if total else None


def _counts(tallies: Iterable[Tally], part: Callable[[Tally], K]) -> dict[K, int]:
    found: dict[K, int] = {}
    for tally in tallies:
        found[part(tally)] = found.get(part(tally), 0) + tally.count
    return found
