"""Banking's allowances: 1000 requests an hour for a caller, 100 for an address without one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from accord.kit.http.answers import Header
from accord.kit.http.limiting import address_of, limit_headers, overridden
from accord.kit.http.operations import Call
from accord.kit.http.wire import show_time
from accord.kit.limits import Decision, Rule

from .contract import NAME

RULES = {
    "standard": Rule(name="standard", limit=1000, seconds=3600),
    "anonymous": Rule(name="anonymous", limit=100, seconds=3600),
}


class Allowances:
    """Which rule a request is counted under."""

    def __init__(self, limits: Mapping[str, int]) -> None:
        self._rules = overridden(RULES, NAME, limits)

    def of(self, call: Call[Any, Any]) -> tuple[str, Rule]:
        """The key and the rule: whoever shows no valid token is anonymous, on every path."""
        if call.caller is None:
            return f"banking.anonymous:{address_of(call)}", self._rules["anonymous"]
        return f"banking.standard:{call.caller.subject}", self._rules["standard"]


def show_limit(decision: Decision) -> list[Header]:
    """The rate limit's headers; banking writes the reset as a time."""
    return limit_headers(decision, show_time(datetime.fromtimestamp(decision.reset_at, UTC)))
