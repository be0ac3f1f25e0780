"""Every failure in engagement's words: `{error: {code, message, details, timestamp, request_id}}`, all five always."""

import re
from typing import Any
from uuid import UUID

from accord.core import errors as core
from accord.core.communications import NotAuthentic, Unreadable
from accord.kit import clock
from accord.kit.db import DatabaseUnavailable
from accord.kit.http import errors as http
from accord.kit.http.answers import Answer
from accord.kit.http.bodies import InvalidInput, MalformedBody
from accord.kit.http.operations import Call
from accord.kit.http.refusals import Refusal, Refusals, refuse
from accord.kit.http.wire import show_time
from accord.kit.idempotency import KeyInUse, KeyReused
from accord.kit.problems import Problem

from .contract import Shown

_TOP = re.compile(r"[.\[]")  # what follows lies inside a field: `preferred_channels[1]`
INVALID, INTERNAL, AWAY = "INVALID_REQUEST", "INTERNAL_ERROR", "SERVICE_UNAVAILABLE"


class NotDelivered(Exception):
    """A message that was kept and will not arrive: every channel refused it for good."""

    def __init__(
        self, communication_id: UUID, client_id: UUID, channels: list[dict[str, str | None]]
    ) -> None:
        super().__init__(str(communication_id))
        self.details = {
            "communication_id": str(communication_id),
            "client_id": str(client_id),
            "channels": channels,
        }


class NoPreferences(Exception):
    """There is no such client; `default_preferences` is what one would begin with."""

    def __init__(self, client_id: UUID, default_preferences: Any) -> None:
        super().__init__(str(client_id))
        self.details = {"default_preferences": default_preferences}


REFUSALS = Refusals(
    {
        MalformedBody: (400, INVALID, "The request body is not valid JSON"),
        InvalidInput: (400, INVALID, "Request validation failed"),
        core.Invalid: (400, INVALID, "Request validation failed"),
        http.BadId: (400, INVALID, "The id in the path is not a UUID"),
        http.BadHost: (400, INVALID, "The Host header is not valid"),
        http.Disconnected: (400, INVALID, "The request body ended early"),
        Unreadable: (400, INVALID, "The call cannot be read"),
        core.Conflict: (400, INVALID, "The value is in use already"),
        core.Stale: (400, INVALID, "The state does not allow this"),
        core.Unauthenticated: (401, "UNAUTHORIZED", "Authentication required"),
        core.Forbidden: (403, "FORBIDDEN", "Insufficient permissions"),
        http.MissingPermission: (403, "FORBIDDEN", "Insufficient permissions"),
        NotAuthentic: (403, "FORBIDDEN", "The call is not signed as it should be"),
        core.NotFound: (404, "NOT_FOUND", "Resource not found"),
        NoPreferences: (404, "NOT_FOUND", "Client not found"),
        http.UnknownPath: (404, "NOT_FOUND", "Resource not found"),
        http.WrongMethod: (405, INVALID, "Method not allowed"),
        KeyInUse: (409, INVALID, "A request with this Idempotency-Key is still running"),
        http.TooLarge: (413, INVALID, "The request body is too large"),
        http.WrongMediaType: (415, INVALID, "The request body must be application/json"),
        KeyReused: (422, INVALID, "This Idempotency-Key was used with another body"),
        core.TooMany: (429, "RATE_LIMIT_EXCEEDED", "Too many attempts. Try again in {seconds} seconds."),
        http.RateLimited: (
            429,
            "RATE_LIMIT_EXCEEDED",
            "Rate limit exceeded. Try again in {seconds} seconds.",
        ),
        NotDelivered: (500, INTERNAL, "Communication failed"),
        core.Unavailable: (503, AWAY, "Service temporarily unavailable"),
        DatabaseUnavailable: (503, AWAY, "Service temporarily unavailable"),
    },
    bug=(500, INTERNAL, "Internal server error"),
    fields={
        "timezone": "timezone",
        "preferred_channels": "preferred_channels",
        "start_on": "start_date",
        "customer_id": "client_id",
    },
)


class ErrorFields(Shown):
    code: str
    message: str
    details: dict[str, Any]
    timestamp: str
    request_id: str


class ErrorShown(Shown):
    """Engagement's error body."""

    error: ErrorFields


def show_refusal(failure: Exception, call: Call[Any, Any]) -> Answer:
    """The answer that words a failure."""
    refusal = REFUSALS.of(failure, call)
    problems = refusal.problems or _whole(failure)
    shown = ErrorFields(
        code=refusal.code,
        message=_text(refusal, problems),
        details=_details(refusal, problems),
        timestamp=show_time(clock.now()),
        request_id=f"req_{call.request_id.hex}",
    )
    return refuse(refusal, ErrorShown(error=shown), call)


def _text(refusal: Refusal, problems: tuple[Problem, ...]) -> str:
    if isinstance(refusal.failure, core.NotFound):
        kind = "client" if refusal.failure.kind == "customer" else refusal.failure.kind
        return f"{kind.capitalize()} not found"
    return problems[0].message if problems else refusal.message


def _details(refusal: Refusal, problems: tuple[Problem, ...]) -> dict[str, Any]:
    details: dict[str, Any] = dict(getattr(refusal.failure, "details", {}))
    if problems:
        first = problems[0]
        details["field"] = _TOP.split(first.field, maxsplit=1)[0] if first.where == "body" else first.field
        if first.allowed:
            details["allowed_values"] = list(first.allowed)
        details["errors"] = [{"field": each.field, "message": each.message} for each in problems]
    if refusal.status == 429:
        details["retry_after"] = refusal.retry_after
    return details


def _whole(failure: Exception) -> tuple[Problem, ...]:
    """The one problem of a failure that concerns an id, or the idempotency key."""
    if isinstance(failure, http.BadId):
        return (Problem(failure.name, f"{failure.name} must be a UUID", where="path"),)
    if isinstance(failure, KeyReused):
        message = "This Idempotency-Key was used with another body"
        return (Problem("Idempotency-Key", message, where="header"),)
    return ()
