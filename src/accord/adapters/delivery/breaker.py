"""Knows when a provider is sick: then it is left alone, and tried with one message at a time."""

from datetime import datetime, timedelta

from accord.core.communications import Accepted, FailureKind, Refused
from accord.kit import log

_SICK = frozenset({FailureKind.TRANSIENT, FailureKind.DOUBTFUL, FailureKind.AUTH_FAILURE})
_PROBE = timedelta(seconds=1)


def shows_sickness(refused: Refused) -> bool:
    """Whether a provider that is well does not answer so. What it says of one recipient is a sign of life."""
    return refused.kind in _SICK and not refused.is_about_recipient


class Breaker:
    """Opens after `sick_after` failures in a row, for a pause that doubles up to `longest_seconds`.

    After the pause one message is let through at a time, until one succeeds.
    """

    def __init__(self, name: str, *, sick_after: int, first_seconds: float, longest_seconds: float) -> None:
        self.name = name
        self._sick_after = sick_after
        self._first = first_seconds
        self._longest = longest_seconds
        self._failures = 0
        self._pause = first_seconds
        self._open_until: datetime | None = None
        self._probing = False

    @property
    def is_open(self) -> bool:
        """Whether the provider is taken for sick."""
        return self._open_until is not None

    def closed_until(self, now: datetime) -> datetime | None:
        """Until when this message must not be sent; None lets it through, which `report` must follow."""
        if self._open_until is None:
            return None
        if now < self._open_until:
            return self._open_until
        if self._probing:
            return now + _PROBE
        self._probing = True
        return None

    def spare(self) -> None:
        """Nothing was sent after all."""
        self._probing = False

    def report(self, outcome: Accepted | Refused, now: datetime) -> None:
        """Take note of how a call ended."""
        self._probing = False
        if isinstance(outcome, Accepted) or not shows_sickness(outcome):
            self._recover()
            return
        self._failures += 1
        if self._failures >= self._sick_after:
            self._open(outcome, now)

    def _recover(self) -> None:
        if self._open_until is not None:
            log.info("provider works again", provider=self.name)
        self._failures = 0
        self._pause = self._first
        self._open_until = None

    def _open(self, refused: Refused, now: datetime) -> None:
        if self._open_until is not None and now < self._open_until:
            return
        if self._open_until is None:
            log.warning("provider is sick", provider=self.name, kind=refused.kind, told=refused.message)
        self._open_until = now + timedelta(seconds=self._pause)
        self._pause = min(self._longest, self._pause * 2)
