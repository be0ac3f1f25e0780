"""The tourism API: its operations, its words for refusals, its allowances."""

from collections.abc import Mapping
from typing import Any

from accord.core.access import Issuer
from accord.kit.http.answers import Answer, Header
from accord.kit.http.app import DialectApp
from accord.kit.http.documentation import Description
from accord.kit.http.operations import Call, Operation
from accord.kit.http.pipeline import Host
from accord.kit.limits import Decision, Rule

from . import customers, feedback, interactions, segments, summary
from .contract import BASES, NAME
from .errors import ErrorShown, show_refusal
from .health import health_routes
from .limits import Allowances, show_limit
from .sign_in import sign_in_routes

_SUMMARY = (
    "Customers of a tour operator, what staff talked about with them, what they think of it, and named groups "
    "of them. Names are snake_case, lists are `{items, total, page, size, pages}`, refusals are `{detail}`."
)


class Tourism:
    """What tourism says itself."""

    name = NAME

    def __init__(self, limits: Mapping[str, int]) -> None:
        self._allowances = Allowances(limits)

    def rule(self, operation: Operation, call: Call[Any, Any]) -> tuple[str, Rule]:
        """The allowance that a request is counted against."""
        return self._allowances.of(operation.limit, call)

    def limit_headers(self, decision: Decision) -> list[Header]:
        """The rate limit's headers."""
        return show_limit(decision)

    def refuse(self, failure: Exception, call: Call[Any, Any]) -> Answer:
        """The answer that words a failure."""
        return show_refusal(failure, call)


def operations(service_name: str, issuer: Issuer | None = None) -> list[Operation]:
    """Every operation, in the order of the contract; `issuer` signs the tokens of those who sign in."""
    routes = (
        *(customers.routes, summary.routes, interactions.routes, feedback.routes, segments.routes),
        *(sign_in_routes(issuer), health_routes(service_name)),
    )
    return [operation for group in routes for operation in group.operations]


def describe(service_name: str) -> Description:
    """What the API says of itself."""
    return Description(title=service_name, summary=_SUMMARY, error=ErrorShown, invalid_status=422)


def build(
    host: Host, issuer: Issuer, *, service_name: str, limits: Mapping[str, int], docs: bool = True
) -> DialectApp:
    """The tourism API behind one platform."""
    return DialectApp(
        Tourism(limits),
        host,
        operations(service_name, issuer),
        bases=BASES,
        description=describe(service_name),
        docs=docs,
    )


__all__ = ["Tourism", "build", "describe", "operations"]
