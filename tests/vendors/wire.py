"""HTTP/1.1 as a vendor's server speaks it, and as a sick one does."""

import asyncio
import base64
import json
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import h11

DRIP_SECONDS = 0.05
LARGEST_REQUEST = 40 * 1024 * 1024


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=bool(self.body)))

    def json(self) -> Any:
        return json.loads(self.body)

    def login(self) -> tuple[str, str]:
        """The name and the password of basic authentication."""
        kind, _, content = self.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return "", ""
        name, _, password = base64.b64decode(content).decode().partition(":")
        return name, password

    def bearer(self) -> str:
        kind, _, content = self.headers.get("authorization", "").partition(" ")
        return content if kind.lower() == "bearer" else ""


@dataclass(frozen=True)
class Answer:
    status: int
    content: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""

    def body(self) -> bytes:
        if self.fault == "unreadable":
            return b"<html>certainly</html>"
        return b"" if self.content is None else json.dumps(self.content).encode()


Handler = Callable[[Request], Awaitable[Answer]]


class Site:
    """Listens on a port of loopback until it is closed."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, port: int = 0, *, tls: ssl.SSLContext | None = None) -> int:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", port, ssl=tls)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(ConnectionError, h11.RemoteProtocolError, asyncio.CancelledError):
                await self._converse(reader, writer)
        finally:
            writer.transport.abort()
            self._tasks.discard(task)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        while (request := await _read(connection, reader)) is not None:
            answer = await self._handler(request)
            if answer.fault in {"drop", "lose"}:
                return
            if answer.fault in FAULTS:
                await FAULTS[answer.fault](reader, writer)
                return
            await _write(connection, writer, answer)
            if connection.our_state is h11.MUST_CLOSE:
                return
            connection.start_next_cycle()


async def _read(connection: h11.Connection, reader: asyncio.StreamReader) -> Request | None:
    head, body = None, bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(65536))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            assert len(body) <= LARGEST_REQUEST
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            headers = {name.decode().lower(): value.decode("latin-1") for name, value in head.headers}
            return Request(head.method.decode(), head.target.decode(), headers, bytes(body))
        else:
            return None


async def _write(connection: h11.Connection, writer: asyncio.StreamWriter, answer: Answer) -> None:
    body = answer.body()
    headers = {"content-type": "application/json", "content-length": str(len(body)), **answer.headers}
    for event in (
        h11.Response(status_code=answer.status, headers=list(headers.items())),
        h11.Data(data=body),
        h11.EndOfMessage(),
    ):
        writer.write(connection.send(event) or b"")
    await writer.drain()


async def _hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def _drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for each in b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n" + b"{" * 1_000_000:
        writer.write(bytes([each]))
        await writer.drain()
        await asyncio.sleep(DRIP_SECONDS)


async def _garbage(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\xff\xfe what is this?\r\n\r\n")
    await writer.drain()


FAULTS = {"hang": _hang, "drip": _drip, "garbage": _garbage}
