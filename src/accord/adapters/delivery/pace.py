"""How fast a worker delivers."""

from collections.abc import Mapping

import msgspec

from accord.core.interactions import Channel


class DeliveryPace(msgspec.Struct, frozen=True, kw_only=True):
    """How a worker delivers.

    `at_once` messages of a channel are under way at a time. A call of a provider may take `send_seconds`; then it is
    doubtful. A message whose worker is gone is taken over `lease_seconds` after its attempt began. `per_second` says
    how many messages of a channel all workers of the database send in a second at most; a channel that is not named
    has no limit. `connections` are used of the pool at a time. At a stop, messages under way have `grace_seconds` to
    end.
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
