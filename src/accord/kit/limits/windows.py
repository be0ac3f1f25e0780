"""What a rule allows, and how an answer is worked out from a count."""

from math import ceil
from typing import Protocol

import msgspec


class Rule(msgspec.Struct, frozen=True):
    """At most `limit` hits in a window of `seconds`; windows begin at multiples of `seconds` since 1970."""

    name: str
    limit: int
    seconds: int


class Decision(msgspec.Struct, frozen=True):
    """Whether a hit is allowed. `reset_at`: seconds since 1970; `retry_after`: seconds, 0 when allowed."""

    allowed: bool
    limit: int
    remaining: int
    reset_at: int
    retry_after: int


class Limiter(Protocol):
    """Counts hits."""

    async def hit(self, key: str, rule: Rule, now: float) -> Decision:
        """Count one hit of `key` at `now` (seconds since 1970), unless the window is used up."""


def start_of(rule: Rule, now: float) -> int:
    """When the window of this moment began, in seconds since 1970."""
    return int(now // rule.seconds) * rule.seconds


def counter_of(key: str, rule: Rule) -> str:
    """The name under which a shared store counts: rules that differ in name or length never share a count."""
    return f"{rule.name}/{rule.seconds}:{key}"


def allowed(rule: Rule, start: int, hits: int) -> Decision:
    """The decision on the hit that is number `hits` of its window."""
    return Decision(True, rule.limit, rule.limit - hits, start + rule.seconds, 0)  # noqa: FBT003


def refused(rule: Rule, start: int, now: float) -> Decision:
    """The decision on a hit of a window that is used up."""
    reset_at = start + rule.seconds
    return Decision(False, rule.limit, 0, reset_at, max(1, ceil(reset_at - now)))  # noqa: FBT003
