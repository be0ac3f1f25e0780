"""Servers that are no help: whoever connects gets no proper word."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

DRIP_SECONDS = 0.05

Manner = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Listens and never says a word."""
    await reader.read()


async def dripping(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says one letter after the other and comes to no end."""
    while True:
        writer.write(b"2")
        await writer.drain()
        await asyncio.sleep(DRIP_SECONDS)


async def babbling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says what nobody understands."""
    writer.write(b"\x00\xff\xfe what is this?\r\n\r\n" * 10)
    await writer.drain()
    await reader.read(1)


async def vanishing(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    """Is gone as soon as somebody comes."""


@asynccontextmanager
async def sick(manner: Manner, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The port of a server of this manner."""
    tasks: set[asyncio.Task[None]] = set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with suppress(OSError, asyncio.CancelledError):
                await manner(reader, writer)
        finally:
            writer.transport.abort()
            tasks.discard(task)

    server = await asyncio.start_server(meet, "127.0.0.1", 0, ssl=tls)
    yield int(server.sockets[0].getsockname()[1])
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
