"""Every failure in banking's words: `{error, statusCode}`, and `details` on validation."""

from typing import Any

from accord.core import errors as core
from accord.kit.db import DatabaseUnavailable
from accord.kit.http import errors as http
from accord.kit.http.answers import Answer
from accord.kit.http.bodies import InvalidInput, MalformedBody
from accord.kit.http.operations import Call
from accord.kit.http.refusals import Refusal, Refusals, refuse
from accord.kit.idempotency import KeyInUse, KeyReused

from .contract import Shown

REFUSALS = Refusals(
    {
        MalformedBody: (400, "", "The request body is not valid JSON"),
        InvalidInput: (400, "", "Validation failed"),
        core.Invalid: (400, "", "Validation failed"),
        http.BadId: (400, "", "The id in the path is not a GUID"),
        http.BadHost: (400, "", "The Host header is not valid"),
        http.Disconnected: (400, "", "The request body ended early"),
        core.Conflict: (400, "", "The value is in use already"),
        core.Stale: (400, "", "The state does not allow this"),
        core.Unauthenticated: (401, "", "Unauthorized"),
        core.Forbidden: (403, "", "Forbidden"),
        http.MissingPermission: (403, "", "Insufficient permissions"),
        core.NotFound: (404, "", "Not found"),
        http.UnknownPath: (404, "", "Not found"),
        http.WrongMethod: (405, "", "Method not allowed"),
        KeyInUse: (409, "", "A request with this Idempotency-Key is still running"),
        http.TooLarge: (413, "", "The request body is too large"),
        http.WrongMediaType: (415, "", "The request body must be application/json"),
        KeyReused: (422, "", "This Idempotency-Key was used with another body"),
        core.TooMany: (429, "", "Too many requests"),
        http.RateLimited: (429, "", "Rate limit exceeded. Try again in {seconds} seconds."),
        core.Unavailable: (503, "", "Service temporarily unavailable"),
        DatabaseUnavailable: (503, "", "Service temporarily unavailable"),
    },
    bug=(500, "", "Internal server error"),
    fields={
        "born_on": "dateOfBirth",
        "start_on": "startDate",
        "trigger_conditions": "triggerConditions",
        "actions": "actions",
        "context": "context",
    },
)


class Detail(Shown):
    field: str
    message: str


class ErrorShown(Shown):
    """Banking's error body; `details` only on validation."""

    error: str
    status_code: int
    details: list[Detail] | None = None


def show_refusal(failure: Exception, call: Call[Any, Any]) -> Answer:
    """The answer that words a failure."""
    refusal = REFUSALS.of(failure, call)
    body: dict[str, Any] = {"error": _text(refusal), "statusCode": refusal.status}
    if refusal.problems:
        body["details"] = [
            {"field": problem.field, "message": problem.message} for problem in refusal.problems
        ]
    return refuse(refusal, body, call)


def _text(refusal: Refusal) -> str:
    failure = refusal.failure
    if isinstance(failure, core.NotFound):
        return f"{failure.kind.capitalize()} with ID {failure.key} not found"
    if refusal.problems:
        return refusal.problems[0].message
    return refusal.message
