"""The banking API: its operations, its words for refusals, its allowances."""

from collections.abc import Mapping
from typing import Any

from accord.core.sentiment import SentimentAnalyser, Subjects
from accord.kit.http.answers import Answer, Header
from accord.kit.http.app import DialectApp
from accord.kit.http.documentation import Description
from accord.kit.http.operations import Call, Operation
from accord.kit.http.pipeline import Host
from accord.kit.limits import Decision, Rule

from . import actions, analytics, cases, customers, interactions, notifications, sentiment, workflows
from .contract import BASE, NAME
from .errors import ErrorShown, show_refusal
from .health import health_routes
from .limits import Allowances, show_limit

_SUMMARY = (
    "Customers of a bank and what staff talked about with them. Bodies are bare camelCase objects, lists are "
    "arrays whose paging stands in headers, refusals are `{error, statusCode}`."
)


class Banking:
    """What banking says itself."""

    name = NAME

    def __init__(self, limits: Mapping[str, int]) -> None:
        self._allowances = Allowances(limits)

    def rule(self, _operation: Operation, call: Call[Any, Any]) -> tuple[str, Rule]:
        """The allowance that a request is counted against."""
        return self._allowances.of(call)

    def limit_headers(self, decision: Decision) -> list[Header]:
        """The rate limit's headers."""
        return show_limit(decision)

    def refuse(self, failure: Exception, call: Call[Any, Any]) -> Answer:
        """The answer that words a failure."""
        return show_refusal(failure, call)


def operations(
    service_name: str, analyser: SentimentAnalyser | None = None, subjects: Subjects | None = None
) -> list[Operation]:
    """Every operation, in the order of the contract; `analyser` judges texts, `subjects` knows whose things are."""
    routes = (
        health_routes(service_name),
        customers.routes,
        cases.routes,
        interactions.routes,
        actions.routes,
        sentiment.analysing_routes(analyser, subjects),
        sentiment.routes,
        sentiment.subject_routes(subjects),
        workflows.routes,
        notifications.routes,
        analytics.routes,
    )
    return [operation for group in routes for operation in group.operations]


def describe(service_name: str) -> Description:
    """What the API says of itself."""
    return Description(title=service_name, summary=_SUMMARY, error=ErrorShown, invalid_status=400)


def build(
    host: Host,
    *,
    analyser: SentimentAnalyser,
    subjects: Subjects,
    service_name: str,
    limits: Mapping[str, int],
    docs: bool = True,
) -> DialectApp:
    """The banking API behind one platform."""
    return DialectApp(
        Banking(limits),
        host,
        operations(service_name, analyser, subjects),
        bases=(BASE,),
        description=describe(service_name),
        docs=docs,
    )


__all__ = ["Banking", "build", "describe", "operations"]
