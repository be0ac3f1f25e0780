"""What follows from an attempt that failed: another one, another channel, or none."""

from collections.abc import Sequence
from datetime import timedelta

from .ports import FailureKind, Refused
from .records import Reason

ATTEMPTS = 3
WAITS_SECONDS = (60.0, 300.0, 900.0)
LONGEST_RATE_LIMIT_SECONDS = 900.0
LONGEST_TOLD_SECONDS = 86_400.0
SPREAD = 0.2

_AGAIN = frozenset({FailureKind.TRANSIENT, FailureKind.RATE_LIMIT})


def may_repeat(kind: FailureKind, attempts: int, *, most: int = ATTEMPTS) -> bool:
    """Whether a message comes back to its channel after so many attempts, the last of which ended like this.

    After a doubtful one it always does: it is looked up there before it may go another way.
    """
    return kind is FailureKind.DOUBTFUL or (kind in _AGAIN and attempts < most)


def wait_after(
    refused: Refused, attempts: int, *, chance: float, waits: Sequence[float] = WAITS_SECONDS
) -> timedelta:
    """The pause after so many attempts on a channel. What the provider asks for wins.

    `chance`, from 0 to 1, spreads it by a fifth either way: what failed together comes back apart.
    """
    if refused.retry_after_seconds is not None:
        return timedelta(seconds=min(max(refused.retry_after_seconds, 0.0), LONGEST_TOLD_SECONDS))
    seconds = waits[min(attempts, len(waits)) - 1]
    if refused.kind is FailureKind.RATE_LIMIT:
        seconds = max(seconds, min(2 * seconds, LONGEST_RATE_LIMIT_SECONDS))
    return timedelta(seconds=seconds * (1 - SPREAD + 2 * SPREAD * chance))


def told_reason(kind: FailureKind) -> Reason:
    """Why a message waits for its next attempt."""
    return Reason.RATE_LIMITED if kind is FailureKind.RATE_LIMIT else Reason.PROVIDER_UNAVAILABLE
