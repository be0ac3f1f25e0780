"""Answers: a status, headers and bytes, ready to send."""

from collections.abc import Iterable
from typing import Any

import msgspec

from .asgi import Receive, Scope, Send

Header = tuple[bytes, bytes]

encode = msgspec.json.Encoder(decimal_format="number").encode
_JSON: Header = (b"content-type", b"application/json")


class Answer:
    """A complete answer; as an ASGI application it sends itself."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, body: bytes = b"", headers: Iterable[Header] = ()) -> None:
        self.status = status
        self.body = body
        self.headers: list[Header] = list(headers)

    def header(self, name: str, value: str) -> "Answer":
        """Add a header; the answer itself, for chaining."""
        self.headers.append((name.lower().encode("latin-1"), value.encode("latin-1", "replace")))
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  (ASGI)
        """Send the answer, with its length."""
        headers = self.headers
        if self.status != 204:  # RFC 9110, 8.6: no length where there can be no body
            headers = [*headers, (b"content-length", b"%d" % len(self.body))]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


def json_answer(status: int, value: Any) -> Answer:
    """An answer whose body is the value as JSON."""
    return Answer(status, encode(value), (_JSON,))


def ok(value: Any) -> Answer:
    """200 with a JSON body."""
    return Answer(200, encode(value), (_JSON,))


def created(value: Any, location: str | None = None) -> Answer:
    """201 with a JSON body and, when given, the `Location` of what was created."""
    answer = Answer(201, encode(value), (_JSON,))
    return answer if location is None else answer.header("location", location)


def no_content() -> Answer:
    """204."""
    return Answer(204)
