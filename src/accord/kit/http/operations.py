"""Operations: what a dialect can be asked, declared beside the handler that answers."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

import msgspec

from .answers import Answer
from .asgi import Scope

B = TypeVar("B")
Q = TypeVar("Q")

MEBIBYTE = 1024 * 1024


class Call(Generic[B, Q]):
    """One request to one operation, read and checked: its caller, path ids, query and body."""

    __slots__ = (
        *("body", "body_key", "caller", "credential", "outcome", "path", "prepared", "query", "raw"),
        *("request_id", "scope", "text"),
    )

    def __init__(self, scope: Scope, request_id: UUID) -> None:
        self.scope = scope
        self.request_id = request_id
        self.caller: Any = None
        self.credential: str | None = None
        self.path: dict[str, UUID] = {}
        self.text: dict[str, str] = {}
        self.query: Q = cast("Q", None)
        self.body: B = cast("B", None)
        self.body_key: UUID | None = None
        self.prepared: Any = None
        self.outcome: Any = None
        self.raw = b""


Handler = Callable[[Any, Call[Any, Any]], Awaitable[Answer]]
OpenReading = Callable[[], AbstractAsyncContextManager[Any]]
Preparation = Callable[[Call[Any, Any], OpenReading], Awaitable[Any]]
Finishing = Callable[[Call[Any, Any], Answer, OpenReading], Awaitable[Answer]]
H = TypeVar("H", bound=Handler)


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a dialect's route table.

    `path` is written as in the contract; ids in braces are UUIDs unless named in `text_path`. `permission` None asks
    for none; where it is a contract's word for several, `asks` is the one that the caller must hold.
    `limit` names the rate class. `body_limit` is in bytes. `body_key` names a field of the body whose id the rate
    class is keyed by: such a request is read before it is counted, and still counted before it is checked.
    `prepare` does what must not hold a transaction open, such as asking somebody remote: it is awaited once the
    request is checked and before its unit of work opens, and what it returns is the call's `prepared`. It may open
    units of work of its own to read, and changes nothing, since the act may still be refused; a repetition that comes
    while the first request runs prepares too.
    `finish` may wait for what follows from the committed work: it gets the act's answer, finds what the handler left
    as the call's `outcome`, and opens units of work of its own to read; what it answers, or the failure that it raises,
    takes the place of the act's answer.
    `raw_media` is the media type of a body that the handler reads itself, from the call's `raw`; `answer_media` are
    those of an answer that is no JSON.
    `logged` is a GET of which the log keeps that it was asked, so that it runs in a transaction.
    `errors` are the statuses of refusals that do not follow from the rest, for the published document.
    """

    method: str
    path: str
    summary: str
    handler: Handler
    success: int = 200
    auth: str = "token"
    permission: str | None = None
    asks: str | None = None
    limit: str = "default"
    body: type[msgspec.Struct] | None = None
    query: type[msgspec.Struct] | None = None
    answer: Any = None
    body_example: Any = None
    answer_example: Any = None
    text_path: tuple[str, ...] = ()
    documented: bool = True
    idempotent: bool = True
    body_limit: int = MEBIBYTE
    body_key: str | None = None
    prepare: Preparation | None = None
    finish: Finishing | None = None
    raw_media: str | None = None
    answer_media: tuple[str, ...] = ()
    logged: bool = False
    errors: tuple[int, ...] = ()
    tag: str = ""

    @property
    def needed(self) -> str | None:
        """The permission that the caller must hold."""
        return self.asks or self.permission

    @property
    def writes(self) -> bool:
        """Whether the operation runs in a transaction."""
        return self.logged or self.method != "GET"


class Routes:
    """The operations of one resource, collected by decorators."""

    def __init__(self, tag: str, **defaults: Any) -> None:
        self.tag = tag
        self.defaults = defaults
        self.operations: list[Operation] = []

    def get(self, path: str, summary: str, **options: Any) -> Callable[[H], H]:
        """Declare a GET."""
        return self._declare("GET", path, summary, options)

    def post(self, path: str, summary: str, **options: Any) -> Callable[[H], H]:
        """Declare a POST."""
        return self._declare("POST", path, summary, options)

    def put(self, path: str, summary: str, **options: Any) -> Callable[[H], H]:
        """Declare a PUT."""
        return self._declare("PUT", path, summary, options)

    def patch(self, path: str, summary: str, **options: Any) -> Callable[[H], H]:
        """Declare a PATCH."""
        return self._declare("PATCH", path, summary, options)

    def delete(self, path: str, summary: str, **options: Any) -> Callable[[H], H]:
        """Declare a DELETE."""
        return self._declare("DELETE", path, summary, options)

    def _declare(self, method: str, path: str, summary: str, options: dict[str, Any]) -> Callable[[H], H]:
        def keep(handler: H) -> H:
            settings = {**self.defaults, **options}
            self.operations.append(
                Operation(
                    method=method, path=path, summary=summary, handler=handler, tag=self.tag, **settings
                )
            )
            return handler

        return keep
