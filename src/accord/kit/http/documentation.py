"""The documentation a dialect serves of itself: its OpenAPI document, and an interactive page that needs no internet."""

from typing import TYPE_CHECKING, Any

import msgspec

from accord import __version__

from .answers import Answer
from .docs import asset, docs_page
from .openapi import document

if TYPE_CHECKING:
    from .app import DialectApp

_POLICY = (b"content-security-policy", b"default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'")


def describe(app: "DialectApp") -> dict[str, Any]:
    """The OpenAPI 3.1 document of a dialect."""
    return document(
        title=app.title,
        version=__version__,
        description=app.description,
        base_path=app.bases[0],
        operations=app.operations,
        error_schema=app.error,
    )


class Pages:
    """Answers `/openapi.json`, `/docs` and its files, below the dialect's base."""

    def __init__(self, app: "DialectApp") -> None:
        self._app = app
        self._spec: bytes | None = None

    def find(self, path: str) -> Answer | None:
        """The page at this path, None when there is none."""
        if path == "/openapi.json":
            return self._document()
        if path == "/docs":
            page = docs_page(self._app.title, "openapi.json")
            return Answer(200, page, ((b"content-type", b"text/html; charset=utf-8"), _POLICY))
        if path.startswith("/docs/"):
            found = asset(path.removeprefix("/docs/"))
            if found is not None:
                body, kind = found
                return Answer(200, body, ((b"content-type", kind.encode()), _POLICY))
        return None

    def _document(self) -> Answer:
        if self._spec is None:
            self._spec = msgspec.json.encode(describe(self._app))
        return Answer(200, self._spec, ((b"content-type", b"application/json"),))
