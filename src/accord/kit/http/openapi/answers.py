"""The responses of an operation: its success, and every way it can be refused."""

from typing import Any

from accord.kit.http.operations import Operation

from .constants import header, meaning_of
from .schemas import Schemas

UNLIMITED = ("none", "-")
_COMMON_ERRORS = (500, 503)


def responses_of(operation: Operation, schemas: Schemas, *, error: Any, invalid: int) -> dict[str, Any]:
    """All responses by status; `error` is the schema of refusals, `invalid` the status of wrong input."""
    found = {str(operation.success): _success(operation, schemas)}
    for status in errors_of(operation, invalid):
        if str(status) not in found:
            found[str(status)] = _refusal(status, error)
    return {**found, "default": _refusal(None, error)}


def errors_of(operation: Operation, invalid: int) -> list[int]:
    """The statuses an operation may refuse with, ascending."""
    found = {*_COMMON_ERRORS, invalid, *operation.errors}
    if operation.limit not in UNLIMITED:
        found.add(429)
    if operation.auth != "public":
        found.add(401)
    if operation.permission is not None or operation.auth == "signature":
        found.add(403)
    if "{" in operation.path:
        found.add(404)
    if operation.body is not None:
        found |= {413, 415}
    if operation.raw_media is not None:
        found.add(413)
    if operation.method == "POST" and operation.idempotent:
        found |= {409, 422}
    return sorted(found)


def _success(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    headers = _headers(operation)
    if operation.success == 201:
        headers["Location"] = header("Location")
    if operation.method == "POST" and operation.idempotent:
        headers["Idempotency-Replayed"] = header("IdempotencyReplayed")
    response: dict[str, Any] = {"description": meaning_of(operation.success), "headers": headers}
    if operation.answer is not None:
        content: dict[str, Any] = {"schema": schemas.of(operation.answer)}
        if operation.answer_example is not None:
            content["example"] = operation.answer_example
        response["content"] = {"application/json": content}
    if operation.answer_media:
        response["content"] = {media: {"schema": {"type": "string"}} for media in operation.answer_media}
    return response


def _headers(operation: Operation) -> dict[str, Any]:
    headers = {"X-Request-Id": header("RequestId")}
    if operation.limit not in UNLIMITED:
        for name in ("Limit", "Remaining", "Reset"):
            headers[f"X-RateLimit-{name}"] = header(f"RateLimit{name}")
    return headers


def _refusal(status: int | None, error: Any) -> dict[str, Any]:
    headers = {"X-Request-Id": header("RequestId")}
    if status in (429, 503):
        headers["Retry-After"] = header("RetryAfter")
    if status == 401:
        headers["WWW-Authenticate"] = header("Authenticate")
    return {
        "description": "Any other refusal" if status is None else meaning_of(status),
        "headers": headers,
        "content": {"application/json": {"schema": error}},
    }
