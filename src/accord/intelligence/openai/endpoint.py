"""Asking the endpoint: one question, one checked answer, within a time; a breaker where it fails."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    import httpx

S = TypeVar("S", bound=msgspec.Struct)

OPEN_SECONDS = 60.0
FAILURES = 3
LARGEST_ANSWER = 100_000  # bytes


class EndpointFailed(Exception):
    """The endpoint gave no answer that can be used; the text says why, and quotes nothing."""


class _Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    message: _Message


class _Completion(msgspec.Struct):
    choices: list[_Choice]


class Breaker:
    """Closed after each success; open for a minute after three failures in a row. Then one question may try."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._opened_at: float | None = None

    def ensure_closed(self) -> None:
        """Raises EndpointFailed while it is open."""
        if self._opened_at is None:
            return
        if self._clock() - self._opened_at < OPEN_SECONDS:
            raise EndpointFailed("the endpoint failed a moment ago")
        self._opened_at = self._clock()  # others wait for the one that tries now

    def note(self, *, success: bool) -> None:
        """Tell it how a question ended."""
        self._failures = 0 if success else self._failures + 1
        self._opened_at = None if self._failures < FAILURES else self._clock()


class Endpoint:
    """One model behind one address. `url` is the API's base, such as `https://api.example.com/v1`."""

    def __init__(
        self,
        url: str,
        *,
        model: str,
        key: str | None = None,
        seconds: float = 8.0,
        breaker: Breaker | None = None,
    ) -> None:
        self.model = model
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._headers = {"authorization": f"Bearer {key}"} if key else {}
        self._seconds = seconds
        self._breaker = breaker or Breaker()
        self._client: httpx.AsyncClient | None = None

    async def ask(self, task: str, data: str, answer: type[S]) -> S:
        """The answer to a task about data, as a struct. Raises EndpointFailed.

        The data travel as a JSON string in a message of their own, and the task says that they are no instruction.
        """
        self._breaker.ensure_closed()
        try:
            found = _read(await self._post(_question(self.model, task, data, answer)), answer)
        except EndpointFailed:
            self._breaker.note(success=False)
            raise
        self._breaker.note(success=True)
        return found

    async def close(self) -> None:
        """Let go of connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _post(self, question: dict[str, Any]) -> bytes:
        import httpx  # noqa: PLC0415  (only an installation with an endpoint pays for it)

        if self._client is None:
            self._client = httpx.AsyncClient(
                headers=self._headers, timeout=self._seconds, follow_redirects=False, trust_env=False
            )
        try:
            async with self._client.stream("POST", self._url, json=question) as response:
                body = bytearray()
                async for part in response.aiter_bytes():
                    body += part
                    if len(body) > LARGEST_ANSWER:
                        raise EndpointFailed("the answer is too large")
        except httpx.TimeoutException as failed:
            raise EndpointFailed("no answer in time") from failed
        except httpx.HTTPError as failed:
            raise EndpointFailed(f"not reached: {type(failed).__name__}") from failed
        if response.status_code != 200:
            raise EndpointFailed(f"status {response.status_code}")
        return bytes(body)


def _question(model: str, task: str, data: str, answer: type[msgspec.Struct]) -> dict[str, Any]:
    _, parts = msgspec.json.schema_components([answer])
    schema = parts.pop(answer.__name__) | {"$defs": parts}
    return {
        "model": model,
        "temperature": 0,
        "messages": [
            {"role": "system", "content": task},
            {"role": "user", "content": msgspec.json.encode({"text": data}).decode()},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {
                "name": answer.__name__,
                "strict": True,
                "schema": schema,
            },
        },
    }


def _read(raw: bytes, answer: type[S]) -> S:
    try:
        completion = msgspec.json.decode(raw, type=_Completion)
        message = completion.choices[0].message
        if message.refusal or not message.content:
            raise EndpointFailed("the model refused")
        return msgspec.json.decode(message.content, type=answer)
    except (msgspec.DecodeError, IndexError) as wrong:  # the text of such an error may quote the answer
        raise EndpointFailed("the answer has another form") from wrong
