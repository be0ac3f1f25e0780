"""The documentation a dialect serves of itself: its OpenAPI document, and a page to try it that needs no internet."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from accord import __version__

from .answers import Answer
from .asgi import Scope
from .docs import CONTENT_SECURITY_POLICY, asset, docs_page
from .openapi import document
from .operations import Operation
from .origin import below

_POLICY = (b"content-security-policy", CONTENT_SECURITY_POLICY.encode())


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """What a dialect says of itself. `invalid_status` is that of missing or wrong fields."""

    title: str
    summary: str
    error: type[msgspec.Struct]
    invalid_status: int


def describe(description: Description, operations: Sequence[Operation], base: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of a dialect served below `base`."""
    return document(
        title=description.title,
        version=__version__,
        description=description.summary,
        base_path=base,
        operations=operations,
        error_schema=description.error,
        invalid_status=description.invalid_status,
    )


class Pages:
    """Answers `/openapi.json`, `/docs` and its files, below a base of the dialect."""

    def __init__(self, description: Description, operations: Sequence[Operation]) -> None:
        self._description = description
        self._operations = operations
        self._document = lru_cache(maxsize=8)(self._encode)

    def find(self, scope: Scope, base: str, path: str) -> Answer | None:
        """The page at this path below `base`, None when there is none."""
        if path == "/openapi.json":
            body = self._document(below(scope, base, ""))
            return Answer(200, body, ((b"content-type", b"application/json"),))
        if path == "/docs":
            page = docs_page(self._description.title, below(scope, base, "/openapi.json"))
            return Answer(200, page, ((b"content-type", b"text/html; charset=utf-8"), _POLICY))
        found = asset(path.removeprefix("/docs/")) if path.startswith("/docs/") else None
        if found is None:
            return None
        body, kind = found
        return Answer(200, body, ((b"content-type", kind.encode()), (b"cache-control", b"max-age=3600")))

    def _encode(self, base: str) -> bytes:
        return msgspec.json.encode(describe(self._description, self._operations, base))
