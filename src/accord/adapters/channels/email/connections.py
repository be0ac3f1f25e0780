"""Connections to one SMTP server, used again while they are fresh."""

import asyncio
import ssl
import time
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

import aiosmtplib

from accord.kit.records import Record

IDLE_SECONDS = 20.0
MESSAGES_EACH = 100
FAREWELL_SECONDS = 2.0


class Security(StrEnum):
    """How a connection is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Server(Record, kw_only=True):
    """An SMTP server. `ca_file` names certificates to trust instead of the system's; `seconds` bound each step."""

    host: str
    port: int
    security: Security = Security.STARTTLS
    username: str | None = None
    password: str | None = None
    ca_file: Path | None = None
    local_hostname: str | None = None
    seconds: float = 30.0


class Line:
    """One connection: how often it was used, and whether the server still has a message half addressed."""

    def __init__(self, smtp: aiosmtplib.SMTP) -> None:
        self.smtp = smtp
        self.messages = 0
        self.is_half_way = False
        self.used_at = time.monotonic()

    @property
    def is_fresh(self) -> bool:
        """Whether it may be used once more."""
        rested = time.monotonic() - self.used_at
        return self.smtp.is_connected and rested < IDLE_SECONDS and self.messages < MESSAGES_EACH

    def drop(self) -> None:
        """End it without a word: nothing waits for a server that may be hanging."""
        transport = self.smtp.transport
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()
        self.smtp.close()


class Connections:
    """At most `most` connections at once."""

    def __init__(self, server: Server, most: int) -> None:
        self._server = server
        self._free = asyncio.Semaphore(most)
        self._idle: list[Line] = []
        self._tls: ssl.SSLContext | None = None

    async def take(self, *, new: bool = False) -> Line:
        """A connection of one's own, until it is given back or dropped. Raises what aiosmtplib raises, OSError."""
        await self._free.acquire()
        try:
            while self._idle:
                line = self._idle.pop()
                if line.is_fresh and not new:
                    return line
                line.drop()
            return Line(await self._connected())
        except BaseException:
            self._free.release()
            raise

    def give_back(self, line: Line) -> None:
        """Let others use it."""
        line.messages += 1
        line.used_at = time.monotonic()
        self._idle.append(line)
        self._free.release()

    def drop(self, line: Line) -> None:
        """End it: nobody knows in what state it is."""
        line.drop()
        self._free.release()

    async def close(self) -> None:
        """Take leave of the server."""
        idle, self._idle = self._idle, []
        for line in idle:
            with suppress(aiosmtplib.SMTPException, OSError):
                await line.smtp.quit(timeout=FAREWELL_SECONDS)
            line.drop()

    async def _connected(self) -> aiosmtplib.SMTP:
        server = self._server
        smtp = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.security is Security.TLS,
            start_tls=server.security is Security.STARTTLS,
            username=server.username,
            password=server.password,
            local_hostname=server.local_hostname,
            timeout=server.seconds,
            tls_context=await self._trusted(),
        )
        try:
            await smtp.connect()
            if (
                smtp.is_ehlo_or_helo_needed
            ):  # what the server can do has to be known before a message is addressed
                await smtp.ehlo()
        except BaseException:
            Line(smtp).drop()
            raise
        return smtp

    async def _trusted(self) -> ssl.SSLContext | None:
        if self._tls is None and self._server.security is not Security.NONE:
            self._tls = await asyncio.to_thread(
                ssl.create_default_context, cafile=self._server.ca_file and str(self._server.ca_file)
            )
        return self._tls
