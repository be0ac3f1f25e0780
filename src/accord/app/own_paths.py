"""The platform's own paths: health for monitors, metrics, links and reports of e-mails, and 404 for the rest."""

from collections.abc import Mapping

from prometheus_client import CONTENT_TYPE_LATEST

from accord import __version__
from accord.kit.db import DatabaseUnavailable
from accord.kit.http.answers import Answer, json_answer
from accord.kit.http.asgi import Receive, Scope, Send

from .channels import webhooks_of
from .compose import Platform
from .links import Links
from .mail_calls import MailCalls
from .metrics import Metrics

_NOT_FOUND = {"error": {"code": "NOT_FOUND", "message": "Not found"}}


class OwnPaths:
    """Answers what belongs to no dialect."""

    def __init__(self, platform: Platform, metrics: Metrics, mounts: Mapping[str, str]) -> None:
        self._platform = platform
        self._metrics = metrics
        self._mounts = dict(mounts)
        self._links = Links(platform)
        self._mail_calls = MailCalls(platform, webhooks_of(platform.settings))
        self.stopping = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the server's start and stop need nothing."""
        if scope["type"] == "http":
            answer = await self._links.find(scope, receive)
            answer = answer or await self._mail_calls.find(scope, receive)
            if answer is None:
                answer = await self._answer(scope["method"], scope["path"].rstrip("/"))
            await answer(scope, receive, send)

    async def _answer(self, method: str, path: str) -> Answer:
        if method not in ("GET", "HEAD"):
            return json_answer(404, _NOT_FOUND)
        if path == "/healthz":
            return json_answer(200, {"status": "ok"})
        if path == "/readyz":
            return await self._ready()
        if path == "/metrics":
            kind = (b"content-type", CONTENT_TYPE_LATEST.encode())
            return Answer(200, self._metrics.render(), (kind,))
        if path == "":
            return json_answer(200, {"name": "Accord", "version": __version__, "dialects": self._mounts})
        return json_answer(404, _NOT_FOUND)

    async def _ready(self) -> Answer:
        """Whether requests can be served: 503 while stopping or without the database."""
        if self.stopping:
            return json_answer(503, {"status": "stopping"})
        try:
            await self._platform.ping()
        except DatabaseUnavailable:
            return json_answer(503, {"status": "unavailable", "database": "away"}).header("retry-after", "5")
        return json_answer(200, {"status": "ready", "database": "ok"})
