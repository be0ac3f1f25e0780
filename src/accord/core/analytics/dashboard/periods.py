"""Parts of time: days that people name, instants, and the UTC days that things are counted by."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from accord.core.errors import Invalid
from accord.kit.problems import Problem

from .records import Period

_DAY = timedelta(days=1)


class Span(NamedTuple):
    """From the instant `since` to before `until`; None where there is no bound."""

    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no instant lies within."""
        return self.since is not None and self.until is not None and self.since >= self.until

    def within(self, other: "Span") -> "Span":
        """What lies in both."""
        since = max(filter(None, (self.since, other.since)), default=None)
        return Span(since, min(filter(None, (self.until, other.until)), default=None))


class Pieces(NamedTuple):
    """A span as whole UTC days, from the first to before the last (None: no bound), and what is left at its ends.

    `days` None says that it holds no whole day.
    """

    days: tuple[date | None, date | None] | None
    rest: tuple[tuple[datetime, datetime], ...]


def span_of(period: Period, zone: ZoneInfo) -> Span:
    """The instants of a period, whose days begin in `zone`. Raises Invalid when it ends before it starts."""
    start_on, end_on = period.start_on, period.end_on
    if start_on is not None and end_on is not None and end_on < start_on:
        raise Invalid([Problem("start_on", "must not lie after the end", "out_of_range", where="query")])
    since = None if start_on is None else start_of(start_on, zone)
    is_last = end_on is None or end_on == date.max
    return Span(since, None if is_last or end_on is None else start_of(end_on + _DAY, zone))


def month_of(now: datetime, zone: ZoneInfo) -> Span:
    """The calendar month that `now` lies in."""
    first = now.astimezone(zone).date().replace(day=1)
    return Span(start_of(first, zone), start_of((first + 31 * _DAY).replace(day=1), zone))


def start_of(day: date, zone: ZoneInfo) -> datetime | None:
    """The instant at which a day begins; None for one before the calendar's."""
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:
        return None


def pieces_of(span: Span) -> Pieces:
    """A span cut at the midnights of UTC."""
    first = None if span.since is None else _first_midnight(span.since)
    last = None if span.until is None else _last_midnight(span.until)
    if (first or _START) >= (last or _END):
        return Pieces(None, () if span.is_empty else ((span.since or _START, span.until or _END),))
    ends = ((span.since, first), (last, span.until))
    return Pieces(
        (first.date() if first else None, last.date() if last else None),
        tuple((since, until) for since, until in ends if since and until and since < until),
    )


_START, _END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def _last_midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _first_midnight(at: datetime) -> datetime:
    midnight = _last_midnight(at)
    if midnight == at:
        return midnight
    return midnight + _DAY if midnight.date() < date.max else _END
