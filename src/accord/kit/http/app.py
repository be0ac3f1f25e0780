"""A dialect's application: its operations behind Litestar's router, its own words for every refusal."""

import re
from collections.abc import Sequence
from typing import Any, cast

from litestar import Litestar, Request, Response
from litestar.exceptions import ClientException, MethodNotAllowedException, NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp

from .answers import Answer, no_content
from .asgi import Receive, Scope, Send
from .documentation import Description, Pages
from .errors import BadHost, UnknownPath, WrongMethod
from .operations import Call, Operation
from .pipeline import Host, Pipeline, Speaker

_PARAMETER = re.compile(r"\{(\w+)\}")


class DialectApp:
    """One dialect below its base paths, as an ASGI application."""

    def __init__(
        self,
        speaker: Speaker,
        host: Host,
        operations: Sequence[Operation],
        *,
        bases: Sequence[str],
        description: Description,
        docs: bool,
    ) -> None:
        self.speaker = speaker
        self.operations = tuple(operations)
        self.bases = tuple(bases)
        self.description = description
        self.methods = tuple(sorted({operation.method for operation in operations} | {"OPTIONS"}))
        self._pages = Pages(description, self.operations) if docs else None
        self._methods_at = _methods_at(operations)
        self._router: Any = Litestar(
            [_route(operation, Pipeline(operation, speaker, host)) for operation in operations],
            openapi_config=None,
            exception_handlers={Exception: self._refused},
            logging_config=None,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route a request below one of the base paths."""
        base, path = self._below_base(scope["path"])
        if base is None:
            call: Call[Any, Any] = Call(scope, scope["accord.request_id"])
            await self.speaker.refuse(UnknownPath(), call)(scope, receive, send)
            return
        if self._pages is not None and (page := self._pages.find(scope, base, path)) is not None:
            await page(scope, receive, send)
            return
        scope["path"] = path
        if scope["method"] == "OPTIONS":
            await self._options(scope)(scope, receive, send)
            return
        await self._router(scope, receive, send)

    def _below_base(self, path: str) -> tuple[str | None, str]:
        for base in self.bases:
            if path.startswith(base) and (len(path) == len(base) or path[len(base)] == "/"):
                return base, path[len(base) :].rstrip("/") or "/"
        return None, path

    def _refused(self, request: Request[Any, Any, Any], failure: Exception) -> Response[Any]:
        scope: Any = request.scope
        call: Call[Any, Any] = Call(scope, scope["accord.request_id"])
        if isinstance(failure, NotFoundException):
            failure = UnknownPath()
        elif isinstance(failure, MethodNotAllowedException):
            failure = WrongMethod(self._methods(scope["path"]))
        elif isinstance(failure, ClientException):  # the router's only other objection
            failure = BadHost()
        answer = self.speaker.refuse(failure, call)
        return _Ready(answer)

    def _options(self, scope: Scope) -> Answer:
        """The methods of a path. The router would name those of one operation only."""
        methods = self._methods(scope["path"])
        if methods == ("OPTIONS",):
            return self.speaker.refuse(UnknownPath(), Call(scope, scope["accord.request_id"]))
        return no_content().header("allow", ", ".join(methods))

    def _methods(self, path: str) -> tuple[str, ...]:
        """The methods of the first path that matches: static words win over ids."""
        found = next((methods for pattern, methods in self._methods_at if pattern.fullmatch(path)), set())
        return tuple(sorted(found | ({"HEAD", "OPTIONS"} if "GET" in found else {"OPTIONS"})))


class _Ready(Response[Any]):
    """An answer of ours where Litestar asks for a response of its own."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(content=None, status_code=answer.status)
        self.answer = answer

    def to_asgi_response(self, *_args: Any, **_options: Any) -> ASGIResponse:
        return self.answer  # type: ignore[return-value]


def _methods_at(operations: Sequence[Operation]) -> list[tuple[re.Pattern[str], set[str]]]:
    """The methods of each path; paths with fewer parameters first."""
    found: dict[str, set[str]] = {}
    for operation in operations:
        found.setdefault(operation.path.rstrip("/") or "/", set()).add(operation.method)
    return [
        (re.compile(_PARAMETER.sub("[^/]+", path)), found[path])
        for path in sorted(found, key=lambda path: path.count("{"))
    ]


def _route(operation: Operation, pipeline: Pipeline) -> HTTPRouteHandler:
    async def serve(request: Request[Any, Any, Any]) -> ASGIApp:
        scope: Any = request.scope
        receive: Any = request.receive
        return cast("ASGIApp", await pipeline(scope, receive))

    path = _PARAMETER.sub(r"{\1:str}", operation.path.rstrip("/") or "/")
    methods: Any = ["GET", "HEAD"] if operation.method == "GET" else [operation.method]
    # The status is the answer's own; Litestar only wants one that may have a body.
    return HTTPRouteHandler(path, http_method=methods, status_code=200)(serve)
