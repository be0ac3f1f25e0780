"""The way of a request, in the contracts' order of checks.

Path and method are the router's; then size, token, rate, permission, ids, body, fields; then the act itself in one
unit of work, committed before its answer is sent. A request whose allowance depends on its body has that read, not
checked, before it is counted.
"""

import hashlib
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from accord.kit import clock, idempotency
from accord.kit.db import Collision
from accord.kit.ids import read_uuid
from accord.kit.limits import Decision, Limiter, Rule
from accord.kit.problems import Problem

from .answers import Answer, Header
from .asgi import Receive, Scope
from .bodies import InvalidInput, QueryReader, Reader
from .errors import BadId, Disconnected, MissingPermission, RateLimited, TooLarge, WrongMediaType
from .limiting import id_in
from .operations import Call, OpenReading, Operation

_TRIES = 3


class Caller(Protocol):
    """Somebody identified."""

    @property
    def subject(self) -> str:
        """What tells this caller from every other."""

    def allows(self, permission: str) -> bool:
        """Whether the caller holds a permission."""


class Host(Protocol):
    """The platform behind the dialects."""

    limiter: Limiter | None
    zone: ZoneInfo

    async def identify(self, credential: str | None, dialect: str) -> Caller:
        """The caller that a credential names. Raises what the dialect words as 401."""

    def open(
        self, caller: Any, *, dialect: str, request_id: UUID, now: datetime, writing: bool
    ) -> AbstractAsyncContextManager[Any]:
        """A unit of work for one act."""


class Speaker(Protocol):
    """What a dialect says itself."""

    name: str

    def rule(self, operation: Operation, call: Call[Any, Any]) -> tuple[str, Rule] | None:
        """The key and the rule that a request is counted under; None when it is not limited."""

    def limit_headers(self, decision: Decision) -> list[Header]:
        """The rate limit's headers."""

    def refuse(self, failure: Exception, call: Call[Any, Any]) -> Answer:
        """The answer that words a failure."""


class Pipeline:
    """Runs one operation for one dialect."""

    def __init__(self, operation: Operation, speaker: Speaker, host: Host) -> None:
        self.operation = operation
        self.speaker = speaker
        self.host = host
        self._read_body = Reader(operation.body, host.zone).read if operation.body else None
        self._read_query = QueryReader(operation.query, host.zone).read if operation.query else None

    async def __call__(self, scope: Scope, receive: Receive) -> Answer:
        """The answer to one request; never raises."""
        call: Call[Any, Any] = Call(scope, scope["accord.request_id"])
        limits: list[Header] = []
        oversize = _oversize_of(scope, self.operation.body_limit)
        try:
            unknown = await self._identify(call)
            refusal = oversize or unknown
            raw = await self._read_early(call, receive) if refusal is None else None
            limits = await self._count(call)
            if refusal is None:
                answer = await self._act(call, receive, raw)
            else:
                answer = self.speaker.refuse(refusal, call)
        except Limited as refused:
            answer, limits = self.speaker.refuse(oversize or refused.failure, call), refused.headers
        except Refused as refused:
            answer = refused.answer
        except Exception as failure:
            answer = self.speaker.refuse(failure, call)
        if limits:
            answer.headers += limits
        return answer

    async def _identify(self, call: Call[Any, Any]) -> Exception | None:
        """Identify the caller; the failure to raise once the request is counted, None when all is well."""
        credential = call.credential = credential_of(call.scope)
        public = self.operation.auth != "token"
        if credential is None and public:
            return None
        try:
            call.caller = await self.host.identify(credential, self.speaker.name)
        except Exception as failure:
            return None if public else failure
        return None

    async def _read_early(self, call: Call[Any, Any], receive: Receive) -> bytes | None:
        """The body, when the request's allowance depends on it; None when it is read in its turn."""
        if self.operation.body_key is None:
            return None
        raw = await _body(receive, self.operation.body_limit)
        call.body_key = id_in(raw, self.operation.body_key)
        return raw

    async def _count(self, call: Call[Any, Any]) -> list[Header]:
        limiter = self.host.limiter
        if limiter is None:
            return []
        counted = self.speaker.rule(self.operation, call)
        if counted is None:
            return []
        key, rule = counted
        decision = await limiter.hit(key, rule, clock.now().timestamp())
        headers = self.speaker.limit_headers(decision)
        if not decision.allowed:
            raise Limited(RateLimited(decision.retry_after), headers)
        return headers

    async def _act(self, call: Call[Any, Any], receive: Receive, raw: bytes | None) -> Answer:
        operation = self.operation
        if operation.needed is not None and not call.caller.allows(operation.needed):
            raise MissingPermission(operation.permission or operation.needed)
        _read_path(call, operation)
        if raw is None:
            has_body = operation.method in ("POST", "PUT", "PATCH")
            raw = await _body(receive, operation.body_limit) if has_body else b""
        call.raw = raw
        if self._read_query is not None:
            call.query = self._read_query(call.scope["query_string"])
        if self._read_body is not None:
            _check_media_type(call.scope, raw)
            call.body = self._read_body(raw)
        key = _idempotency_key(call.scope) if operation.method == "POST" and operation.idempotent else None
        if operation.prepare is not None:
            before = await self._answered(call, key, raw)
            if before is not None:
                return before
            call.prepared = await operation.prepare(call, self._reading(call))
        answer = await self._work_again(call, key, raw)
        if operation.finish is None or _is_replayed(answer):
            return answer
        return await self._finish(call, key, raw, answer)

    async def _answered(self, call: Call[Any, Any], key: str | None, raw: bytes) -> Answer | None:
        """The answer that a request with this key got before, looked for without waiting for one that is running."""
        if key is None:
            return None
        now = clock.now()
        async with self._open(call, now, writing=False) as ctx:
            scope, payload = self._scope_of(call, key), hashlib.sha256(raw).digest()
            before = await idempotency.find(ctx.db, scope, payload, now=now)
        return None if before is None else _again(before)

    async def _work_again(self, call: Call[Any, Any], key: str | None, raw: bytes) -> Answer:
        """The work, tried again when its transaction lost against another."""
        for _ in range(_TRIES - 1):
            try:
                return await self._work(call, key, raw)
            except Collision:
                continue
        return await self._work(call, key, raw)

    async def _finish(self, call: Call[Any, Any], key: str | None, raw: bytes, answer: Answer) -> Answer:
        """Wait for what follows from the committed work; a repetition is told what this request is told."""
        finish = self.operation.finish
        if finish is None:
            return answer
        try:
            finished = await finish(call, answer, self._reading(call))
        except Exception as failure:
            finished = self.speaker.refuse(failure, call)
        if key is not None and finished.body != answer.body:
            now = clock.now()
            kept = _kept(finished, hashlib.sha256(raw).digest(), now)
            async with self._open(call, now) as ctx:
                await idempotency.replace(ctx.db, self._scope_of(call, key), kept)
        return finished

    def _scope_of(self, call: Call[Any, Any], key: str) -> bytes:
        caller = call.caller.subject if call.caller is not None else ""
        return idempotency.scope_of(caller, self.speaker.name, call.scope["path"], key)

    async def _work(self, call: Call[Any, Any], key: str | None, raw: bytes) -> Answer:
        now = clock.now()
        if key is None:
            async with self._open(call, now) as ctx:
                return await self.operation.handler(ctx, call)
        scope = self._scope_of(call, key)
        payload = hashlib.sha256(raw).digest()
        try:
            async with self._open(call, now) as ctx:
                before = await idempotency.claim(ctx.db, scope, payload, now=now)
                if before is not None:
                    return _again(before)
                answer = await self.operation.handler(ctx, call)
                await idempotency.remember(ctx.db, scope, _kept(answer, payload, now))
                return answer
        except Exception as failure:
            answer = self.speaker.refuse(failure, call)
            if answer.status != 500:
                raise
            async with self._open(call, now) as ctx:
                await idempotency.remember_failure(ctx.db, scope, _kept(answer, payload, now))
            raise Refused(answer) from failure

    def _reading(self, call: Call[Any, Any]) -> OpenReading:
        return lambda: self._open(call, clock.now(), writing=False)

    def _open(
        self, call: Call[Any, Any], now: datetime, *, writing: bool | None = None
    ) -> AbstractAsyncContextManager[Any]:
        return self.host.open(
            call.caller,
            dialect=self.speaker.name,
            request_id=call.request_id,
            now=now,
            writing=self.operation.writes if writing is None else writing,
        )


class Refused(Exception):
    """A failure that has its answer already."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer.status))
        self.answer = answer


class Limited(Exception):
    """A refusal by the rate limit, with the headers that tell of it."""

    def __init__(self, failure: RateLimited, headers: list[Header]) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.headers = headers


def header_of(scope: Scope, name: bytes) -> str | None:
    """The first header of this lower-case name, None when there is none."""
    headers: list[Header] = scope["headers"]
    for key, value in headers:
        if key == name:
            return value.decode("latin-1")
    return None


def credential_of(scope: Scope) -> str | None:
    """The token or API key that came with the request.

    What comes by another scheme, or by none, comes back with a blank in it: no token and no key has one.
    """
    header = header_of(scope, b"authorization")
    if header is None:
        return header_of(scope, b"x-api-key")
    scheme, _, value = header.partition(" ")
    return value.strip() if scheme.lower() == "bearer" else f"{scheme} {value}"


def _oversize_of(scope: Scope, limit: int) -> TooLarge | None:
    length = header_of(scope, b"content-length")
    return TooLarge(limit) if length is not None and length.isdigit() and int(length) > limit else None


def _check_media_type(scope: Scope, raw: bytes) -> None:
    if not raw:
        return
    declared = header_of(scope, b"content-type")
    if declared is None:
        return
    kind = declared.partition(";")[0].strip().lower()
    if kind not in ("", "application/json") and not (
        kind.startswith("application/") and kind.endswith("+json")
    ):
        raise WrongMediaType


def _read_path(call: Call[Any, Any], operation: Operation) -> None:
    values: dict[str, str] = call.scope["path_params"]
    for name, value in values.items():
        if name in operation.text_path:
            call.text[name] = value
            continue
        found = read_uuid(value)
        if found is None:
            raise BadId(name)
        call.path[name] = found


async def _body(receive: Receive, limit: int) -> bytes:
    message = await receive()
    if message["type"] != "http.request":
        raise Disconnected
    if not message.get("more_body"):
        whole: bytes = message.get("body", b"")
        if len(whole) > limit:
            raise TooLarge(limit)
        return whole
    parts = bytearray(message.get("body", b""))
    while message.get("more_body"):
        message = await receive()
        if message["type"] != "http.request":
            raise Disconnected
        parts += message.get("body", b"")
        if len(parts) > limit:
            raise TooLarge(limit)
    return bytes(parts)


def _idempotency_key(scope: Scope) -> str | None:
    key = header_of(scope, b"idempotency-key")
    if key is None:
        return None
    if not 1 <= len(key) <= 255 or not all(" " <= character <= "~" for character in key):
        message = "Idempotency-Key must be 1 to 255 printable ASCII characters"
        raise InvalidInput((Problem("Idempotency-Key", message, where="header"),))
    return key


def _is_replayed(answer: Answer) -> bool:
    return any(name == b"idempotency-replayed" for name, _ in answer.headers)


def _kept(answer: Answer, payload: bytes, now: datetime) -> idempotency.Remembered:
    lines = (f"{name.decode('latin-1')}: {value.decode('latin-1')}" for name, value in answer.headers)
    return idempotency.Remembered(
        payload=payload, status=answer.status, headers="\n".join(lines), body=answer.body, created_at=now
    )


def _again(before: idempotency.Remembered) -> Answer:
    pairs = (line.partition(": ") for line in before.headers.splitlines())
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, _, value in pairs]
    return Answer(before.status, before.body, [*headers, (b"idempotency-replayed", b"true")])
