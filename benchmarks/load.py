"""The load: keep-alive connections that each send the next request when the last answer is complete.

Runs as a process of its own (`python -m benchmarks.load`), which reads its orders from stdin and prints what
it found, so that the load takes as little as it can from the servers it measures.
"""

import asyncio
import contextlib
import itertools
import sys
import time
from collections.abc import Iterator, Mapping

import msgspec

from benchmarks.harness import HOST, output_of, percentile

NUMBER = b"{number}"
"""Stands in a request for twelve digits that are never sent twice."""


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """What to send: complete requests, in turn, over `connections` connections, for `seconds`."""

    port: int
    requests: list[bytes]
    connections: int
    seconds: float
    first_number: int = 0


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What came back. Latencies are in milliseconds; `refusal` is the first answer that was not 2xx."""

    answers: int
    seconds: float
    p50: float
    p99: float
    refusal: str = ""

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


def send_load(orders: Orders) -> Found:
    """Have the orders carried out by a process of its own. Raises RuntimeError when anything was refused."""
    printed = output_of((sys.executable, "-m", "benchmarks.load"), {}, msgspec.json.encode(orders))
    found = msgspec.json.decode(printed, type=Found)
    if found.refusal or not found.answers:
        raise RuntimeError(f"a request was refused: {found.refusal or 'no answer at all'}")
    return found


def request(
    method: str, path: str, *, token: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Authorization: Bearer {token}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        length = len(body.replace(NUMBER, b"0" * 12))
        lines += ["Content-Type: application/json", f"Content-Length: {length}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Tally:
    """What all connections have found together."""

    def __init__(self, orders: Orders) -> None:
        self.requests = _requests(orders)
        self.until = time.perf_counter() + orders.seconds
        self.latencies: list[float] = []
        self.refusal = ""


class _Connection(asyncio.Protocol):
    """One connection. Understands answers with a length, which is all that the servers under test send."""

    def __init__(self, tally: _Tally) -> None:
        self._tally = tally
        self._received = b""
        self._length = 0
        self._sent_at = 0.0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._send()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.done.done():
            self._tally.refusal = self._tally.refusal or "the connection was closed"
            self.done.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._received = received = self._received + data if self._received else data
        if not self._length:
            head = received.find(b"\r\n\r\n")
            if head < 0:
                return
            self._length = head + 4 + _length_of(received[:head])
        if len(received) >= self._length:
            self._finish(received)

    def _finish(self, received: bytes) -> None:
        now = time.perf_counter()
        tally = self._tally
        if not received.startswith(b"HTTP/1.1 2") and not tally.refusal:
            tally.refusal = received[:600].decode(errors="replace")
        tally.latencies.append(now - self._sent_at)
        self._received = b""
        self._length = 0
        if now < tally.until and not tally.refusal:
            self._send()
        else:
            self.done.set_result(None)
            self._transport.close()

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(next(self._tally.requests))


def _length_of(head: bytes) -> int:
    lower = head.lower()
    at = lower.index(b"content-length:") + 15
    end = lower.find(b"\r\n", at)
    return int(lower[at : end if end >= 0 else None])


def _requests(orders: Orders) -> Iterator[bytes]:
    numbers = itertools.count(orders.first_number)
    for each in itertools.cycle(orders.requests):
        yield each.replace(NUMBER, b"%012d" % next(numbers)) if NUMBER in each else each


async def _carry_out(orders: Orders) -> Found:
    loop = asyncio.get_running_loop()
    tally = _Tally(orders)
    began = time.perf_counter()
    connections = [
        (await loop.create_connection(lambda: _Connection(tally), HOST, orders.port))[1]
        for _ in range(orders.connections)
    ]
    await asyncio.gather(*(connection.done for connection in connections))
    return Found(
        answers=len(tally.latencies),
        seconds=time.perf_counter() - began,
        p50=percentile(tally.latencies, 0.5) * 1000,
        p99=percentile(tally.latencies, 0.99) * 1000,
        refusal=tally.refusal,
    )


def main() -> None:
    """Carry out the orders on stdin."""
    orders = msgspec.json.decode(sys.stdin.buffer.read(), type=Orders)
    with contextlib.suppress(ImportError):
        import uvloop  # noqa: PLC0415  (does not exist for Windows)

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(_carry_out(orders))))


if __name__ == "__main__":
    main()
