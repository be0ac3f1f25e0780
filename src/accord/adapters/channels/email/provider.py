"""Sending e-mail by SMTP."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import aiosmtplib
import msgspec

from accord.core.communications import Accepted, Connection, FailureKind, OutboundMessage, Refused
from accord.core.interactions import Channel
from accord.kit import clock

from .composing import Composed, Unsendable, compose, sender_address
from .connections import Connections, Line, Server
from .dkim import Signer
from .replies import PROVIDER, refusal_of


class NeedsUTF8(Exception):
    """An address with letters outside of ASCII before the `@`, and a server that knows no such addresses."""

    def __str__(self) -> str:
        return "the mail server does not take addresses with letters outside of ASCII"


class SMTPProvider:
    """Sends e-mail through one server.

    `sender`, `reply_to` and `return_path` are `a@b.example` or `Name <a@b.example>`; `return_path` takes the bounces,
    else the sender does. A whole attempt is bounded by twice the server's seconds: to get there, and to hand over.
    """

    name = PROVIDER
    channel = Channel.EMAIL

    def __init__(
        self,
        server: Server,
        *,
        sender: str,
        reply_to: str | None = None,
        return_path: str | None = None,
        signer: Signer | None = None,
        connections: int = 4,
    ) -> None:
        self._address = sender_address(sender)
        self._seconds = server.seconds
        self._connections = Connections(
            msgspec.structs.replace(server, local_hostname=server.local_hostname or self._own_name()),
            connections,
        )
        self._sender = sender
        self._reply_to = reply_to
        self._return_path = return_path and sender_address(return_path).addr_spec
        self._signer = signer

    async def send(self, message: OutboundMessage) -> Accepted | Refused:
        """Hand one e-mail over. Its `Message-ID` is the provider's id."""
        try:
            mail = await self._composed(message)
        except Unsendable as wrong:
            kind = FailureKind.INVALID_INPUT
            return Refused(provider=PROVIDER, kind=kind, code=wrong.code, message=str(wrong))
        attempt = _Attempt()
        try:
            return await self._attempt(mail, attempt)
        except NeedsUTF8 as wrong:
            kind = FailureKind.PERMANENT
            return Refused(provider=PROVIDER, kind=kind, code="smtputf8", message=str(wrong))
        except Exception as failed:
            return refusal_of(failed, sent=attempt.sent)

    async def find(self, message: OutboundMessage, *, since: datetime) -> Accepted | None:  # noqa: ARG002
        """None: an SMTP server cannot be asked."""
        return None

    async def check(self) -> Connection:
        """Connects, signs in and says nothing."""
        try:
            async with asyncio.timeout(self._seconds):
                line = await self._connections.take(new=True)
                with self._kept(line):
                    await line.smtp.noop()
                self._connections.give_back(line)
        except Exception as failed:
            refused = refusal_of(failed, sent=False)
            return Connection(
                provider=PROVIDER, works=False, detail=f"{refused.code} {refused.message}".strip()
            )
        return Connection(provider=PROVIDER, works=True, detail="the server let us in")

    async def close(self) -> None:
        """Let go of connections."""
        await self._connections.close()

    async def _composed(self, message: OutboundMessage) -> Composed:
        # Megabytes take long enough to keep everybody else waiting.
        return (
            await asyncio.to_thread(self._written, message) if message.attachments else self._written(message)
        )

    def _written(self, message: OutboundMessage) -> Composed:
        mail = compose(message, self._sender, now=clock.now(), reply_to=self._reply_to)
        if self._signer is None:
            return mail
        return msgspec.structs.replace(mail, content=self._signer.signed(mail.content, now=clock.now()))

    def _own_name(self) -> str:
        """How we greet: by the machine's full name, or by the sender's domain when it has none. Asks no DNS."""
        name = socket.gethostname()
        return name if "." in name and name.isascii() else self._address.domain

    async def _attempt(self, mail: Composed, attempt: "_Attempt") -> Accepted:
        async with asyncio.timeout(self._seconds):
            line = await self._addressed(mail)
        attempt.sent = True
        with self._kept(line):
            async with asyncio.timeout(self._seconds):
                await line.smtp.data(mail.content)
        self._connections.give_back(line)
        return Accepted(provider=PROVIDER, provider_id=mail.message_id)

    async def _addressed(self, mail: Composed) -> Line:
        """A connection on which the server waits for the content.

        One that was used before may have been closed meanwhile, or be worn out: then a new one is tried once.
        """
        line = await self._connections.take()
        try:
            with self._kept(line):
                await _set_back(line)
                await _address(line, mail, self._return_path)
        except (aiosmtplib.SMTPSenderRefused, ConnectionError, _Unusable) as failed:
            if line.messages == 0 or getattr(failed, "code", 421) != 421:
                raise
        else:
            return line
        line = await self._connections.take(new=True)
        with self._kept(line):
            await _address(line, mail, self._return_path)
        return line

    @contextmanager
    def _kept(self, line: Line) -> Iterator[None]:
        """Lets go of the connection when something fails; after a plain refusal it serves others."""
        try:
            yield
        except aiosmtplib.SMTPResponseException as refused:
            if refused.code < 400 or refused.code == 421:
                self._connections.drop(line)
            else:
                line.is_half_way = True
                self._connections.give_back(line)
            raise
        except BaseException:
            self._connections.drop(line)
            raise


async def _set_back(line: Line) -> None:
    """Have the server forget a message that it was half addressed."""
    if not line.is_half_way:
        return
    try:
        await line.smtp.rset()
    except aiosmtplib.SMTPResponseException as refused:
        raise _Unusable from refused
    line.is_half_way = False


async def _address(line: Line, mail: Composed, return_path: str | None) -> None:
    smtp = line.smtp
    options = [f"SIZE={len(mail.content)}"] if smtp.supports_extension("size") else []
    if mail.needs_utf8:
        if not smtp.supports_extension("smtputf8"):
            raise NeedsUTF8
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    encoding = "utf-8" if mail.needs_utf8 else "ascii"
    await smtp.mail(return_path or mail.sender, options=options, encoding=encoding)
    await smtp.rcpt(mail.recipient, encoding=encoding)


class _Unusable(Exception):
    """A connection on which no further message can begin."""


class _Attempt:
    """How far one attempt came."""

    sent = False
