"""The front: chooses the dialect before routing, and gives every answer its request id and its CORS headers.

The listening port decides first, then the `Host` header, then the path's first part. Paths of no dialect are the
platform's own.
"""

import re
import time
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID, uuid4

from accord.kit import log
from accord.kit.http.answers import Header
from accord.kit.http.app import DialectApp
from accord.kit.http.asgi import ASGIApp, Receive, Scope, Send
from accord.kit.http.pipeline import header_of
from accord.kit.ids import read_uuid

EXPOSED = (
    b"X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, X-Total-Count, "
    b"X-Page-Number, X-Page-Size, Link, Location, Idempotency-Replayed"
)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Observer = Callable[[str, str, int, float], None]
"""Told of each request: dialect, method, status, seconds."""


class Front:
    """One ASGI application for all dialects and the platform's own paths."""

    def __init__(
        self,
        dialects: Mapping[str, DialectApp],
        own: ASGIApp,
        *,
        listen: Mapping[str, str],
        allow_origins: tuple[str, ...],
        trusted_proxies: tuple[str, ...],
        observe: Observer,
        roots: Mapping[str, str] | None = None,
    ) -> None:
        """`roots` are paths that belong to a dialect also without its name before them."""
        self._dialects = dict(dialects)
        self._own = own
        self._listen = {key.lower(): dialect for key, dialect in listen.items()}
        self._origins = frozenset(origin.encode() for origin in allow_origins)
        self._proxies = [ip_network(network, strict=False) for network in trusted_proxies]
        self._observe = observe
        self._roots = dict(roots or {})
        self._mount = re.compile(rf"/({'|'.join(map(re.escape, self._dialects))})(?=/|$)")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the server's start and stop."""
        if scope["type"] != "http":
            await self._own(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope["accord.request_id"] = request_id
        scope["accord.path"] = scope["path"]
        if self._proxies:
            self._believe_proxies(scope)
        name = self._choose(scope)
        app = self._dialects.get(name)
        cors = self._cors(scope)
        shown_id = str(request_id)
        extra = [(b"x-request-id", shown_id.encode()), *cors]
        began = time.perf_counter()
        status = 0

        async def answer(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        with log.request(request_id):
            if app is not None and _is_preflight(scope):
                await _preflight(app, answer, allowed=len(cors) > 1)
            else:
                await (app or self._own)(scope, receive, answer)
            seconds = time.perf_counter() - began
            method = scope["method"] if scope["method"] in METHODS else "OTHER"
            self._observe(name or "platform", method, status, seconds)
            log.answered(shown_id, name or "platform", method, status, seconds)

    def _choose(self, scope: Scope) -> str:
        """The dialect's name, `""` for the platform; the path loses the part that chose it."""
        if self._listen:
            server = scope.get("server")
            host = (header_of(scope, b"host") or "").lower()
            port = f":{server[1]}" if server else ""
            bare = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
            for key in (port, host, bare):
                if key and key in self._listen:
                    scope["accord.mount"] = ""
                    return self._listen[key]
        found = self._mount.match(scope["path"])
        if found is None:
            scope["accord.mount"] = ""
            return self._at_root(scope["path"])
        scope["accord.mount"] = found.group(0)
        scope["path"] = scope["path"][found.end() :] or "/"
        return found.group(1)

    def _at_root(self, path: str) -> str:
        """The dialect that a path without any dialect's name belongs to, `""` for the platform."""
        for root, dialect in self._roots.items():
            if path.startswith(root) and path[len(root) : len(root) + 1] in ("", "/"):
                return dialect
        return ""

    def _cors(self, scope: Scope) -> list[Header]:
        if not self._origins:
            return []
        origin = next((value for key, value in scope["headers"] if key == b"origin"), None)
        if origin not in self._origins or origin is None:
            return [(b"vary", b"Origin")]
        return [
            (b"access-control-allow-origin", origin),
            (b"access-control-allow-credentials", b"true"),
            (b"access-control-expose-headers", EXPOSED),
            (b"vary", b"Origin"),
        ]

    def _believe_proxies(self, scope: Scope) -> None:
        """Take the client's address from `X-Forwarded-For`, from the right, past every proxy we trust."""
        client = scope.get("client")
        forwarded = header_of(scope, b"x-forwarded-for")
        if client is None or forwarded is None or not self._trusts(client[0]):
            return
        for hop in reversed([part.strip() for part in forwarded.split(",")]):
            if not _is_address(hop):
                break
            scope["client"] = (hop, 0)
            if not self._trusts(hop):
                break
        scheme = header_of(scope, b"x-forwarded-proto")
        if scheme in ("http", "https"):
            scope["scheme"] = scheme

    def _trusts(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self._proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _request_id(scope: Scope) -> UUID:
    sent = header_of(scope, b"x-request-id")
    return (read_uuid(sent) if sent is not None else None) or uuid4()


def _is_preflight(scope: Scope) -> bool:
    return scope["method"] == "OPTIONS" and header_of(scope, b"access-control-request-method") is not None


async def _preflight(app: DialectApp, send: Callable[[Any], Any], *, allowed: bool) -> None:
    headers: list[Header] = []
    if allowed:
        headers = [
            (b"access-control-allow-methods", ", ".join(app.methods).encode()),
            (
                b"access-control-allow-headers",
                b"Authorization, Content-Type, X-API-Key, X-Request-Id, Idempotency-Key",
            ),
            (b"access-control-max-age", b"600"),
        ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
