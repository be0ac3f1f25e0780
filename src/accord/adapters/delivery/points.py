"""Named places in a delivery at which a test can stop or kill the worker."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from uuid import UUID


class FailPoint(StrEnum):
    """The places, in the order in which a message passes them."""

    AFTER_LEASE = "after_lease"
    AFTER_ATTEMPT_RECORDED = "after_attempt_recorded"
    AFTER_SEND = "after_send"
    AFTER_OUTCOME_RECORDED = "after_outcome_recorded"


Points = Callable[[FailPoint, UUID], Awaitable[None]]
"""Told of each place that a message passes, by its id."""


async def no_points(_point: FailPoint, _communication_id: UUID) -> None:
    """Nothing is to happen anywhere."""
