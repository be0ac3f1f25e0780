"""The parts of a document that are the same for every dialect."""

from typing import Any

SECURITY_SCHEMES: dict[str, Any] = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token, or an API key.",
    },
    "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}

HEADERS: dict[str, Any] = {
    "RequestId": {
        "description": "The id of this request; an incoming one is kept when it is a UUID.",
        "schema": {"type": "string", "format": "uuid"},
    },
    "RateLimitLimit": {"description": "Requests allowed in the window.", "schema": {"type": "integer"}},
    "RateLimitRemaining": {"description": "Requests left in the window.", "schema": {"type": "integer"}},
    "RateLimitReset": {
        "description": "When the next window begins.",
        "schema": {"oneOf": [{"type": "integer"}, {"type": "string", "format": "date-time"}]},
    },
    "RetryAfter": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}},
    "Authenticate": {"description": "How to authenticate.", "schema": {"type": "string"}},
    "Location": {"description": "Where the new object is.", "schema": {"type": "string"}},
    "IdempotencyReplayed": {
        "description": "`true` when the stored answer to the same request is repeated.",
        "schema": {"type": "string", "const": "true"},
    },
}

PARAMETERS: dict[str, Any] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Repeating a request with the same key and body within 24 hours has no second effect.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    },
}

MEANINGS = {
    200: "Done",
    201: "Created",
    202: "Accepted",
    204: "Done, nothing to tell",
    400: "The request is wrong",
    401: "No valid token",
    403: "Not allowed",
    404: "Not found",
    409: "In conflict with the present state",
    413: "The body is too large",
    415: "The body is of another media type",
    422: "The input is wrong",
    429: "Too many requests",
    500: "A mistake on our side",
    502: "A service that we depend on failed",
    503: "Temporarily unavailable",
}


def header(name: str) -> dict[str, str]:
    """A reference to one of the headers."""
    return {"$ref": f"#/components/headers/{name}"}


def meaning_of(status: int) -> str:
    """What a status says."""
    return MEANINGS.get(status, f"Status {status}")
