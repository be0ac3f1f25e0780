"""Tourism's allowances, per minute: 20 new customers, 100 interactions, 600 of anything else for a caller.

For a customer: 10 times feedback, whoever submits it.
"""

from collections.abc import Mapping
from typing import Any

from accord.core.context import ActorKind
from accord.kit.http.answers import Header
from accord.kit.http.limiting import limit_headers, overridden, subject_or_address
from accord.kit.http.operations import Call
from accord.kit.limits import Decision, Rule

from .contract import NAME

RULES = {
    "create-customer": Rule(name="create-customer", limit=20, seconds=60),
    "log-interaction": Rule(name="log-interaction", limit=100, seconds=60),
    "submit-feedback": Rule(name="submit-feedback", limit=10, seconds=60),
    "default": Rule(name="default", limit=600, seconds=60),
}


class Allowances:
    """Which rule a request is counted under."""

    def __init__(self, limits: Mapping[str, int]) -> None:
        self._rules = overridden(RULES, NAME, limits)

    def of(self, limit: str, call: Call[Any, Any]) -> tuple[str, Rule]:
        """The key and the rule of a rate class."""
        return f"tourism.{limit}:{_holder_of(call)}", self._rules[limit]


def _holder_of(call: Call[Any, Any]) -> str:
    """Whose allowance it is: the customer's that the body is about, else the caller's.

    A customer's own token uses up its own, whomever it names: nobody's feedback is shut out by a stranger.
    """
    if call.body_key is None or call.caller.kind is ActorKind.CUSTOMER:
        return subject_or_address(call)
    return f"{ActorKind.CUSTOMER}:{call.body_key}"


def show_limit(decision: Decision) -> list[Header]:
    """The rate limit's headers; the reset in seconds since 1970."""
    return limit_headers(decision, str(decision.reset_at))
