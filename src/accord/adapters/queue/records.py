"""Jobs as workers and operators see them."""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from accord.kit.records import Record


class ClaimedJob(NamedTuple):
    """A job that a worker has taken. `started` says that a worker began it before and never ended it."""

    id: int
    name: str
    payload: bytes
    attempts: int
    started: bool

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments it was enqueued with."""
        return msgspec.json.decode(self.payload, type=dict[str, Any])


class DeadJob(Record, frozen=True):
    """A job that was given up: what it was, how often it was begun, and what went wrong the last time."""

    id: int
    name: str
    arguments: str
    attempts: int
    error: str
    traceback: str
    enqueued_at: datetime
    died_at: datetime
