"""Engagement's allowances, per minute and caller: 100 messages, 300 looks at the history, 60 at figures, 20 wishes."""

from collections.abc import Mapping
from typing import Any

from accord.kit.http.answers import Header
from accord.kit.http.limiting import limit_headers, overridden, subject_or_address
from accord.kit.http.operations import Call
from accord.kit.limits import Decision, Rule

from .contract import NAME

RULES = {
    "send": Rule(name="send", limit=100, seconds=60),
    "history": Rule(name="history", limit=300, seconds=60),
    "preferences": Rule(name="preferences", limit=20, seconds=60),
    "analytics": Rule(name="analytics", limit=60, seconds=60),
    "default": Rule(name="default", limit=600, seconds=60),
}
UNLIMITED = "-"


class Allowances:
    """Which rule a request is counted under."""

    def __init__(self, limits: Mapping[str, int]) -> None:
        self._rules = overridden(RULES, NAME, limits)

    def of(self, limit: str, call: Call[Any, Any]) -> tuple[str, Rule] | None:
        """The key and the rule of a rate class; None for what providers call, which is not limited."""
        if limit == UNLIMITED:
            return None
        return f"engagement.{limit}:{subject_or_address(call)}", self._rules[limit]


def show_limit(decision: Decision) -> list[Header]:
    """The rate limit's headers; the reset in seconds since 1970."""
    return limit_headers(decision, str(decision.reset_at))
