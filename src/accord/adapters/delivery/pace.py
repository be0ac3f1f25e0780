"""How fast a worker delivers."""

from collections.abc import Mapping

import msgspec

from accord.core.interactions import Channel


class DeliveryPace(msgspec.Struct, frozen=True, kw_only=True):
    """How a worker delivers.

    `at_once` messages of a channel are under way at a time. A call of a provider may take `send_seconds`; then it is
    doubtful. A message whose worker is gone is taken over `lease_seconds` after its attempt began. `per_second` says
    how many messages of a channel this worker sends in a second at most; a channel that is not named has no limit.
    `connections` are used of the pool at a time. At a stop, messages under way have `grace_seconds` to end.
    """

    at_once: int = 8
    batch: int = 50
    send_seconds: float = 45.0
    lease_seconds: float = 75.0
    poll_seconds: float = 30.0
    grace_seconds: float = 20.0
    connections: int = 4
    per_second: Mapping[Channel, float] = msgspec.field(default_factory=dict)
    sick_after: int = 5
    closed_seconds: float = 5.0
    longest_closed_seconds: float = 60.0


class Throttle:
    """Lets so many pass in a second, a second's worth at once at most. Without a limit it lets everything pass."""

    def __init__(self, per_second: float | None, *, now: float) -> None:
        self._rate = per_second
        self._most = max(1.0, per_second or 0.0)
        self._free = self._most
        self._at = now

    def free(self, most: int, *, now: float) -> int:
        """How many of `most` may pass now."""
        if self._rate is None:
            return most
        self._free = min(self._most, self._free + (now - self._at) * self._rate)
        self._at = now
        return min(most, int(self._free))

    def passed(self, count: int) -> None:
        """Note that so many passed."""
        if self._rate is not None:
            self._free -= count

    def wait_seconds(self) -> float:
        """Seconds until the next may pass; 0 when one may now."""
        if self._rate is None or self._free >= 1.0:
            return 0.0
        return (1.0 - self._free) / self._rate
