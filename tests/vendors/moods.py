"""A mail server that answers every command as it is told to, for what no well-kept server says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

USUAL = {"EHLO": "250-moody.example\r\n250 SIZE 30000000", "DATA": "354 go on"}
CONTENT = "."


@dataclass
class Moody:
    """What it says, by command (`.` after the content), one reply for each time; and what it was told, by line."""

    says: dict[str, list[str]]
    port: int = 0
    heard: list[list[str]] = field(default_factory=list)

    def reply_to(self, command: str) -> str:
        coming = self.says.get(command, [])
        return coming.pop(0) if coming else USUAL.get(command, "250 fine")


@asynccontextmanager
async def moody(**says: list[str]) -> AsyncIterator[Moody]:
    """A server; each connection's commands are a list of `heard`."""
    server = Moody({("." if name == "content" else name): list(replies) for name, replies in says.items()})

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        commands: list[str] = []
        server.heard.append(commands)
        with suppress(ConnectionError):
            await _converse(server, commands, reader, writer)
        writer.transport.abort()

    listening = await asyncio.start_server(meet, "127.0.0.1", 0)
    server.port = int(listening.sockets[0].getsockname()[1])
    yield server
    listening.close()


async def _converse(
    server: Moody, commands: list[str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    writer.write(b"220 moody.example\r\n")
    is_content = False
    while read := await reader.readline():
        line = read.decode("utf-8", "replace").rstrip("\r\n")
        if is_content and line != CONTENT:
            continue
        command = CONTENT if is_content else line.split()[0].upper()
        commands.append(command)
        reply = server.reply_to(command)
        is_content = command == "DATA" and reply.startswith("354")
        writer.write(f"{reply}\r\n".encode())
        await writer.drain()
        if reply.startswith("421"):
            return
