"""Calls of providers' HTTP interfaces: bounded in time and size, no redirects, and never an exception."""

import asyncio
import email.utils
import ssl
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from accord.core.communications import FailureKind
from accord.kit import clock
from accord.kit.records import Record

from .words import one_line

CONNECTIONS = 20
LARGEST_ANSWER = 1024 * 1024
LONGEST_WAIT_SECONDS = 86400.0


class Reply(Record):
    """What a provider answered. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status says so."""
        return 200 <= self.status < 300

    def fields(self) -> dict[str, Any]:
        """The JSON object of the body; an empty one when it is none."""
        try:
            found = msgspec.json.decode(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class Unanswered(Record):
    """A call without an answer: `TRANSIENT` when nothing was sent, else `DOUBTFUL`."""

    kind: FailureKind
    message: str


class Calls:
    """Calls of one interface. `base_url` carries no slash at its end; `seconds` bound a whole call."""

    def __init__(
        self,
        base_url: str,
        *,
        seconds: float,
        headers: Mapping[str, str] | None = None,
        login: tuple[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._seconds = seconds
        self._headers = {"accept-encoding": "identity", "user-agent": "accord"} | dict(headers or {})
        self._login = login
        self._tls = tls
        self._opened: httpx.AsyncClient | None = None

    async def call(self, method: str, path: str, **content: Any) -> Reply | Unanswered:
        """One call; `content` is what httpx takes: `json`, `data`, `files`, `params`."""
        sent = False

        async def watch(event: str, _: Mapping[str, Any]) -> None:
            nonlocal sent
            sent = sent or event.endswith("send_request_headers.started")

        try:
            async with asyncio.timeout(self._seconds):
                return await self._exchange(method, path, watch, content)
        except Exception as failed:
            is_ours = isinstance(failed, httpx.LocalProtocolError)  # what cannot be written was not sent
            kind = FailureKind.DOUBTFUL if sent and not is_ours else FailureKind.TRANSIENT
            return Unanswered(kind=kind, message=_words_of(failed))

    async def close(self) -> None:
        """Let go of connections."""
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.aclose()

    async def _exchange(self, method: str, path: str, watch: Any, content: Mapping[str, Any]) -> Reply:
        stream = self._client().stream(method, self._base_url + path, extensions={"trace": watch}, **content)
        async with stream as response:
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    raise ValueError("the answer is too large")
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Reply(status=response.status_code, headers=headers, body=bytes(body))

    def _client(self) -> httpx.AsyncClient:
        if self._opened is None:
            self._opened = httpx.AsyncClient(
                auth=self._login,
                headers=self._headers,
                verify=self._tls or True,
                follow_redirects=False,
                trust_env=False,
                timeout=self._seconds,
                limits=httpx.Limits(max_connections=CONNECTIONS),
            )
        return self._opened


def kind_of_status(status: int) -> FailureKind:
    """What an HTTP status that is no success means, where the provider says nothing better.

    A gateway that gave up (502, 504) does not know what became of the request. What is forbidden, unpaid or not
    found is our own account's matter: somebody has to look at it.
    """
    if status == 429:
        return FailureKind.RATE_LIMIT
    if status in {401, 402, 403, 404}:
        return FailureKind.AUTH_FAILURE
    if status in {502, 504} or status < 300:
        return FailureKind.DOUBTFUL
    if status >= 500 or status == 408 or status < 400:
        return FailureKind.TRANSIENT
    return FailureKind.INVALID_INPUT


def retry_after_of(reply: Reply) -> float | None:
    """The seconds that a provider asks to wait, from `Retry-After` as seconds or as a date."""
    text = reply.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT_SECONDS)
    try:
        at = email.utils.parsedate_to_datetime(text)
        return min(max((at - clock.now()).total_seconds(), 0.0), LONGEST_WAIT_SECONDS)
    except (TypeError, ValueError, OverflowError):
        return None


def _words_of(failed: Exception) -> str:
    """The failure for an operator. What only our own side can say may hold the key, and is left out."""
    if isinstance(failed, TimeoutError | httpx.TimeoutException):
        return "no answer in time"
    if isinstance(failed, httpx.NetworkError | httpx.RemoteProtocolError):
        return one_line(f"{type(failed).__name__}: {failed}")
    return type(failed).__name__
