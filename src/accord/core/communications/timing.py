"""When a message goes out: quiet hours, business hours and batches in the recipient's own time.

A window of quiet hours includes its start, not its end, and may cross midnight; where both are the same there is
none. What counts is what a clock on the recipient's wall shows: where that clock is put forward over the end, the
first instant after the change is the end; where it is put back, the first of two.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from accord.kit.records import Record

from .records import Reason, Urgency

QUIET_START, QUIET_END = time(22), time(8)
OPENS, CLOSES = time(9), time(18)
LIFETIME = timedelta(hours=72)
BATCH_WINDOW = timedelta(seconds=300)
BATCH_SIZE = 3
BATCH_LONGEST = timedelta(hours=24)
HIGH_DELAY = timedelta(minutes=5)

_HORIZON = timedelta(days=3)


class Timing(StrEnum):
    """Whether messages go out at once, or in business hours by their urgency."""

    PROMPT = "prompt"
    BUSINESS = "business"


class QuietHours(Record):
    """When somebody does not want to be disturbed, by the clocks of `zone`."""

    zone: ZoneInfo
    start: time
    end: time

    def hold(self, at: datetime) -> bool:
        """Whether this instant is within the window."""
        shown = at.astimezone(self.zone).time()
        if self.start == self.end:
            return False
        if self.start < self.end:
            return self.start <= shown < self.end
        return shown >= self.start or shown < self.end

    def over(self, at: datetime) -> datetime:
        """This instant, or if it is a quiet one the first after it that is not."""
        if not self.hold(at):
            return at
        return next((instant for instant in self._ends(at) if not self.hold(instant)), at + _HORIZON)

    def _ends(self, at: datetime) -> Iterator[datetime]:
        """Instants after this one at which the window may end, ascending: by the clock, or as it is changed."""
        today = at.astimezone(self.zone).date()
        ends = {
            instant
            for days in range(4)
            for instant in _instants(today + timedelta(days=days), self.end, self.zone)
        }
        change = _change_between(at, at + _HORIZON, self.zone)
        yield from sorted(instant for instant in ends | ({change} if change else set()) if instant > at)


class Moment(Record):
    """When a message goes out, and why that is not at once."""

    at: datetime
    reason: Reason | None = None


def zone_of(name: str | None) -> ZoneInfo:
    """The time zone of this name; UTC for an unknown one."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def moment_for(
    urgency: Urgency, *, now: datetime, quiet: QuietHours, timing: Timing, waiting: Sequence[datetime] = ()
) -> Moment:
    """When a message that could go now does go.

    `waiting` are the times for which the customer's other messages wait; they matter for batches.
    """
    if urgency is Urgency.CRITICAL:
        return Moment(at=now)
    awake = quiet.over(now)
    prompt = Moment(at=awake, reason=Reason.QUIET_HOURS if awake > now else None)
    if timing is Timing.PROMPT:
        return prompt
    if urgency is Urgency.HIGH:
        return Moment(at=quiet.over(awake + HIGH_DELAY), reason=prompt.reason or Reason.BUSINESS_HOURS)
    return _in_business(urgency, prompt, now=now, quiet=quiet, waiting=waiting)


def expires_at(due_at: datetime) -> datetime:
    """When a message that was due at this time is given up."""
    return due_at + LIFETIME


def batch_slot(at: datetime, waiting: Iterable[datetime], *, latest: datetime) -> datetime:
    """The first of the windows from `at` on that is not full, but not after `latest`."""
    taken = sorted(waiting)
    slot = at
    while sum(slot <= each < slot + BATCH_WINDOW for each in taken) >= BATCH_SIZE:
        slot += BATCH_WINDOW
    return max(at, min(slot, latest))


def _in_business(
    urgency: Urgency, prompt: Moment, *, now: datetime, quiet: QuietHours, waiting: Sequence[datetime]
) -> Moment:
    low = urgency is Urgency.LOW
    open_at = _opening(prompt.at, quiet, within=not low)
    reason = prompt.reason if open_at == prompt.at else Reason.BUSINESS_HOURS
    if not low and len(waiting) < BATCH_SIZE:
        return Moment(at=open_at, reason=reason)
    slot = quiet.over(batch_slot(open_at, waiting, latest=now + BATCH_LONGEST))
    return Moment(at=slot, reason=Reason.BATCH if low or slot > open_at else reason)


def _opening(at: datetime, quiet: QuietHours, *, within: bool) -> datetime:
    """The next opening that is not quiet; this instant if it is `within` hours that count. Quiet hours win.

    Where every opening is quiet, this instant: it is as good as any other.
    """
    first = at
    for _ in range(3):
        shown = at.astimezone(quiet.zone)
        if within and OPENS <= shown.time() < CLOSES:
            return at
        opening = next(
            instant
            for days in range(4)
            for instant in _instants(shown.date() + timedelta(days=days), OPENS, quiet.zone)
            if instant >= at
        )
        if not quiet.hold(opening):
            return opening
        at = quiet.over(opening)
        within = True
    return first


def _instants(day: date, shown: time, zone: ZoneInfo) -> list[datetime]:
    """The instants at which clocks show this: one, or two where the hour is repeated.

    Where it is left out, the first instant after the change.
    """
    first = datetime.combine(day, shown, zone).astimezone(UTC)
    second = datetime.combine(day, shown.replace(fold=1), zone).astimezone(UTC)
    if first <= second:
        return [first] if first == second else [first, second]
    change = _change_between(second, first, zone)
    return [change] if change is not None else [first]


def _change_between(earlier: datetime, later: datetime, zone: ZoneInfo) -> datetime | None:
    """The first instant at which the zone's clocks are another number of hours from UTC, to the second."""
    low, high = int(earlier.timestamp()), int(later.timestamp())
    before = _offset(low, zone)
    if _offset(high, zone) == before:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _offset(stamp: int, zone: ZoneInfo) -> timedelta | None:
    return datetime.fromtimestamp(stamp, zone).utcoffset()
