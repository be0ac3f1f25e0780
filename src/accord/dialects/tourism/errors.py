"""Every failure in tourism's words: `{detail}`, and `errors` on 422."""

import re
from typing import Any

from accord.core import errors as core
from accord.core.access import MissingCredentials, WrongCredentials
from accord.kit.db import DatabaseUnavailable
from accord.kit.http import errors as http
from accord.kit.http.answers import Answer
from accord.kit.http.bodies import InvalidInput, MalformedBody
from accord.kit.http.operations import Call
from accord.kit.http.refusals import Refusal, Refusals, refuse
from accord.kit.idempotency import KeyInUse, KeyReused
from accord.kit.problems import Problem

from .contract import Shown

REFUSALS = Refusals(
    {
        http.BadHost: (400, "", "The Host header is not valid"),
        http.Disconnected: (400, "", "The request body ended early"),
        core.Conflict: (400, "", "Already in use"),
        core.Stale: (400, "", "The state does not allow this"),
        core.Unauthenticated: (401, "", "Could not validate credentials"),
        MissingCredentials: (401, "", "Not authenticated"),
        WrongCredentials: (401, "", "Incorrect email or password"),
        core.Forbidden: (403, "", "Permission denied"),
        http.MissingPermission: (403, "", "Permission denied"),
        core.NotFound: (404, "", "Not Found"),
        http.UnknownPath: (404, "", "Not Found"),
        http.WrongMethod: (405, "", "Method Not Allowed"),
        KeyInUse: (409, "", "A request with this Idempotency-Key is still running"),
        http.TooLarge: (413, "", "The request body is too large"),
        http.WrongMediaType: (415, "", "The request body must be application/json"),
        MalformedBody: (422, "", "Validation error"),
        InvalidInput: (422, "", "Validation error"),
        core.Invalid: (422, "", "Validation error"),
        http.BadId: (422, "", "Validation error"),
        KeyReused: (422, "", "This Idempotency-Key was used with another body"),
        core.TooMany: (429, "", "Too many attempts. Try again in {seconds} seconds."),
        http.RateLimited: (429, "", "Rate limit exceeded. Try again in {seconds} seconds."),
        core.Unavailable: (503, "", "Service temporarily unavailable"),
        DatabaseUnavailable: (503, "", "Service temporarily unavailable"),
    },
    bug=(500, "", "Internal server error"),
    fields={"criteria": "criteria"},
)

# The words that clients of such services know for kinds of problems; any other problem is a `value_error`.
_STEP = re.compile(r"\[([0-9]{1,9})\]|([^.\[\]]+)")
_TYPES = {
    "required": "missing",
    "too_long": "string_too_long",
    "too_short": "string_too_short",
    "not_allowed": "enum",
    "type": "type_error",
}


class ProblemShown(Shown):
    loc: list[str | int]
    msg: str
    type: str
    field: str
    message: str


class ErrorShown(Shown):
    """Tourism's error body; `errors` only on 422."""

    detail: str
    errors: list[ProblemShown] | None = None


def show_refusal(failure: Exception, call: Call[Any, Any]) -> Answer:
    """The answer that words a failure."""
    refusal = REFUSALS.of(failure, call)
    body: dict[str, Any] = {"detail": _detail(refusal)}
    problems = refusal.problems or _whole(failure)
    if refusal.status == 422 and problems:
        body["detail"] = "Validation error"
        body["errors"] = [_show_problem(problem) for problem in problems]
    return refuse(refusal, body, call)


def _detail(refusal: Refusal) -> str:
    failure = refusal.failure
    if isinstance(failure, http.MissingPermission):
        return f"Permission denied: {failure.permission}"
    return refusal.message


def _whole(failure: Exception) -> tuple[Problem, ...]:
    """The one problem of a failure that concerns the whole body, an id, or the idempotency key."""
    if isinstance(failure, MalformedBody):
        return (Problem("body", getattr(failure, "message", "") or "The body is not valid JSON"),)
    if isinstance(failure, http.BadId):
        return (Problem(failure.name, f"{failure.name} must be a UUID", where="path"),)
    if isinstance(failure, KeyReused):
        return (
            Problem("Idempotency-Key", "This Idempotency-Key was used with another body", where="header"),
        )
    return ()


def _show_problem(problem: Problem) -> dict[str, Any]:
    place = [problem.where] if problem.field == "body" else [problem.where, *_steps(problem.field)]
    return {
        "loc": place,
        "msg": problem.message,
        "type": _TYPES.get(problem.code, "value_error"),
        "field": problem.field,
        "message": problem.message,
    }


def _steps(field: str) -> list[str | int]:
    """The way to a field: names, and positions in lists (`tags[2]`)."""
    return [int(position) if position else name for position, name in _STEP.findall(field)]
