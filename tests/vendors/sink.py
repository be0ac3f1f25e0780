"""A mail server that keeps what it takes.

Steps of its scripts, beside those of the vendors: `450`, `550 5.1.1`, ... at the recipient, `data:552` after the
content.
"""

import asyncio
import base64
import ssl
import warnings
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from .accounts import ACCOUNTS, Accounts
from .ledger import Ledger
from .scripts import TAKEN, Scripts


class Sink:
    """Listens on a port of loopback. `tls` with `implicit` from the first byte, else after STARTTLS."""

    def __init__(
        self,
        folder: Path,
        *,
        accounts: Accounts | None = None,
        scripts: Scripts | None = None,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        speaks_utf8: bool = True,
        largest: int = 33_554_432,
        answers_after: float = 0.0,
    ) -> None:
        self.ledger = Ledger(folder / "sink.jsonl")
        self.scripts = scripts or Scripts()
        self.connections = 0
        self.answers_after = answers_after
        self._accounts = accounts
        self._tls = tls
        self._implicit = implicit
        self._options = {"enable_SMTPUTF8": speaks_utf8, "data_size_limit": largest}
        self._open: set[Any] = set()

    async def open(self, port: int = 0) -> int:
        """The port that is listened on."""
        loop = asyncio.get_running_loop()
        tls = self._tls if self._implicit else None
        self._server = await loop.create_server(self._protocol, "127.0.0.1", port, ssl=tls)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self.port

    async def close(self) -> None:
        self._server.close()
        self.hang_up()
        await asyncio.sleep(0.01)  # aborted connections tell their protocols in the next rounds of the loop
        self.ledger.close()

    def hang_up(self) -> None:
        """End every connection, as a server does with idle ones."""
        for protocol in self._open:
            if protocol.transport is not None:
                protocol.transport.abort()
        self._open.clear()

    def mails(self) -> list[EmailMessage]:
        """The mails that were taken, oldest first."""
        raws = [base64.b64decode(each["raw"]) for each in self.ledger.entries(kind="accepted")]
        found = [message_from_bytes(raw, policy=policy.default) for raw in raws]
        return [mail for mail in found if isinstance(mail, EmailMessage)]

    def raws(self) -> list[bytes]:
        """The bytes of the mails that were taken, oldest first."""
        return [base64.b64decode(each["raw"]) for each in self.ledger.entries(kind="accepted")]

    def _protocol(self) -> SMTP:
        self.connections += 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # signing in without TLS is what some tests are about
            protocol = SMTP(
                _Handler(self),
                hostname="sink.example",
                loop=asyncio.get_running_loop(),
                tls_context=None if self._implicit else self._tls,
                require_starttls=self._tls is not None and not self._implicit,
                auth_required=self._accounts is not None,
                auth_require_tls=False,
                authenticator=self._known if self._accounts else None,
                timeout=60,
                **self._options,
            )
        self._open.add(protocol)
        return protocol

    def _known(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, login: Any) -> AuthResult:
        accounts = self._accounts or ACCOUNTS
        good = isinstance(login, LoginPassword) and (login.login, login.password) == (
            accounts.smtp_user.encode(),
            accounts.smtp_password.encode(),
        )
        return AuthResult(success=good, handled=False)


class _Handler:
    """What aiosmtpd calls, by these names."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        step = self._sink.scripts.coming(address)
        if step[0].isdigit():
            self._sink.scripts.next(address)
            return step if " " in step else f"{step} the script says so"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        recipient = envelope.rcpt_tos[0]
        step = self._sink.scripts.next(recipient)
        if step.startswith("data:"):
            return f"{step.removeprefix('data:')} the script says so"
        if step in TAKEN:
            self._keep(recipient, envelope)
            await asyncio.sleep(self._sink.answers_after)
        if step in {"drop", "lose"} and server.transport is not None:
            server.transport.abort()
        if step in {"hang", "drip"}:
            await asyncio.sleep(3600)
        return "what is this?" if step == "garbage" else "250 OK"

    def _keep(self, recipient: str, envelope: Envelope) -> None:
        content = envelope.original_content or b""
        self._sink.ledger.write(
            kind="accepted",
            sender=envelope.mail_from,
            recipient=recipient,
            recipients=envelope.rcpt_tos,
            options=envelope.mail_options,
            raw=base64.b64encode(content).decode(),
        )
