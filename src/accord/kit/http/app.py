"""A dialect's application: its operations by their paths, its own words for every refusal."""

import re
from collections.abc import Sequence
from typing import Any

from .answers import Answer, no_content
from .asgi import Receive, Scope, Send
from .documentation import Description, Pages
from .errors import BadHost, UnknownPath, WrongMethod
from .operations import Call, Operation
from .pipeline import Host, Pipeline, Speaker, header_of
from .routing import Paths

_HOST = re.compile(r"[\w.~!$&'()*+,;=:%\[\]-]*", re.ASCII)  # RFC 3986, 3.2.2 and 3.2.3


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
        self._paths = Paths(operations, lambda operation: Pipeline(operation, speaker, host))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route a request below one of the base paths."""
        base, path = self._below_base(scope["path"])
        answer: Any
        if base is None:
            answer = self._refuse(scope, UnknownPath())
        elif self._pages is not None and (page := self._pages.find(scope, base, path)) is not None:
            answer = page
        else:
            answer = await self._answer(path, scope, receive)
        await answer(scope, receive, send)

    def _below_base(self, path: str) -> tuple[str | None, str]:
        for base in self.bases:
            if path.startswith(base) and (len(path) == len(base) or path[len(base)] == "/"):
                return base, path[len(base) :].rstrip("/") or "/"
        return None, path

    async def _answer(self, path: str, scope: Scope, receive: Receive) -> Answer:
        scope["path"] = path
        if not _names_a_host(scope):
            return self._refuse(scope, BadHost())
        found = self._paths.find(path)
        if found is None:
            return self._refuse(scope, UnknownPath())
        method: str = scope["method"]
        if method == "OPTIONS":
            return no_content().header("allow", ", ".join(found.methods()))
        end = found.of(method)
        if end is None:
            return self._refuse(scope, WrongMethod(found.methods()))
        pipeline, scope["path_params"] = end
        return await pipeline(scope, receive)

    def _refuse(self, scope: Scope, failure: Exception) -> Answer:
        call: Call[Any, Any] = Call(scope, scope["accord.request_id"])
        return self.speaker.refuse(failure, call)


def _names_a_host(scope: Scope) -> bool:
    host = header_of(scope, b"host")
    return host is None or _HOST.fullmatch(host) is not None
