"""The engagement API: its operations, its words for refusals, its allowances."""

from collections.abc import Mapping
from typing import Any

from accord.kit.http.answers import Answer, Header
from accord.kit.http.app import DialectApp
from accord.kit.http.documentation import Description
from accord.kit.http.operations import Call, Operation
from accord.kit.http.pipeline import Host
from accord.kit.limits import Decision, Rule

from . import preferences
from .analytics import analytics_routes
from .communications import communication_routes
from .contract import BASE, NAME, TITLE
from .errors import ErrorShown, show_refusal
from .health import health_routes
from .limits import Allowances, show_limit
from .services import Services
from .webhooks import webhook_routes

_SUMMARY = (
    "Messages to clients by e-mail, SMS and WhatsApp, what became of them, and what clients wish. Names are "
    "snake_case, lists are `{total, limit, offset, communications}`, refusals are `{error: {code, message, details, "
    "timestamp, request_id}}`."
)


class Engagement:
    """What engagement says itself."""

    name = NAME

    def __init__(self, limits: Mapping[str, int]) -> None:
        self._allowances = Allowances(limits)

    def rule(self, operation: Operation, call: Call[Any, Any]) -> tuple[str, Rule] | None:
        """The allowance that a request is counted against."""
        return self._allowances.of(operation.limit, call)

    def limit_headers(self, decision: Decision) -> list[Header]:
        """The rate limit's headers."""
        return show_limit(decision)

    def refuse(self, failure: Exception, call: Call[Any, Any]) -> Answer:
        """The answer that words a failure."""
        return show_refusal(failure, call)


def operations(_service_name: str = TITLE, services: Services | None = None) -> list[Operation]:
    """Every operation, in the order of the contract; without services only to be looked at."""
    routes = (
        communication_routes(services),
        preferences.routes,
        analytics_routes(services),
        webhook_routes(services),
        health_routes(services),
    )
    return [operation for group in routes for operation in group.operations]


def describe(service_name: str) -> Description:
    """What the API says of itself."""
    return Description(title=service_name, summary=_SUMMARY, error=ErrorShown, invalid_status=400)


def build(host: Host, services: Services, *, limits: Mapping[str, int], docs: bool = True) -> DialectApp:
    """The engagement API behind one platform."""
    return DialectApp(
        Engagement(limits),
        host,
        operations(TITLE, services),
        bases=(BASE,),
        description=describe(TITLE),
        docs=docs,
    )


__all__ = ["Engagement", "build", "describe", "operations"]
