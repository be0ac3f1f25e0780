"""Sending e-mail through Mailgun, as the finished mail."""

import ssl
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from accord.adapters.channels.calls import Calls, Reply, Unanswered, kind_of_status, retry_after_of
from accord.adapters.channels.email import Unsendable, compose, message_id_of, sender_address
from accord.adapters.channels.words import one_line
from accord.core.communications import (
    Accepted,
    CannotTell,
    Connection,
    FailureKind,
    OutboundMessage,
    Refused,
)
from accord.core.interactions import Channel
from accord.kit import clock

PROVIDER = "mailgun"
BASE_URL = "https://api.mailgun.net"
CLOCKS_DIFFER = timedelta(seconds=5)


class MailgunProvider:
    """Sends e-mail from a `domain` of the account. `sender` is `a@b.example` or `Name <a@b.example>`."""

    name = PROVIDER
    channel = Channel.EMAIL

    def __init__(
        self,
        *,
        api_key: str,
        domain: str,
        sender: str,
        base_url: str = BASE_URL,
        seconds: float = 20.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._domain = quote(domain, safe="")
        self._sender = sender
        self._address = sender_address(sender).addr_spec
        self._calls = Calls(base_url, seconds=seconds, login=("api", api_key), tls=tls)

    async def send(self, message: OutboundMessage) -> Accepted | Refused:
        """Hand one e-mail over. Its `Message-ID` is the provider's id."""
        try:
            mail = compose(message, self._sender, now=clock.now())
        except Unsendable as wrong:
            kind = FailureKind.INVALID_INPUT
            return Refused(provider=PROVIDER, kind=kind, code=wrong.code, message=str(wrong))
        form = {"to": mail.recipient, "o:tracking": "no"}
        files = {"message": ("message.mime", mail.content, "message/rfc822")}
        path = f"/v3/{self._domain}/messages.mime"
        reply = await self._calls.call("POST", path, data=form, files=files)
        if isinstance(reply, Unanswered):
            return Refused(provider=PROVIDER, kind=reply.kind, message=reply.message)
        if reply.is_success and isinstance(reply.fields().get("id"), str):
            return Accepted(provider=PROVIDER, provider_id=mail.message_id)
        return _refusal(reply)

    async def find(self, message: OutboundMessage, *, since: datetime) -> Accepted | None:
        """The e-mail if Mailgun's own record of events says that it was accepted. Raises CannotTell."""
        try:
            message_id = message_id_of(message.reference, self._address)
        except Unsendable:
            return None
        params = {
            "event": "accepted",
            "message-id": message_id,
            "begin": f"{(since - CLOCKS_DIFFER).astimezone(UTC).timestamp():.0f}",
            "ascending": "yes",
        }
        reply = await self._calls.call("GET", f"/v3/{self._domain}/events", params=params)
        if isinstance(reply, Unanswered) or not reply.is_success:
            raise CannotTell(reply.message if isinstance(reply, Unanswered) else str(reply.status))
        items = reply.fields().get("items")
        taken = any(_id_of(each) == message_id for each in items) if isinstance(items, list) else False
        return Accepted(provider=PROVIDER, provider_id=message_id) if taken else None

    async def check(self) -> Connection:
        """Asks for the domain."""
        reply = await self._calls.call("GET", f"/v3/domains/{self._domain}")
        if isinstance(reply, Unanswered):
            return Connection(provider=PROVIDER, works=False, detail=reply.message)
        domain = reply.fields().get("domain")
        if not (reply.is_success and isinstance(domain, dict)):
            refused = _refusal(reply)
            return Connection(provider=PROVIDER, works=False, detail=f"{refused.code} {refused.message}")
        state = one_line(str(domain.get("state", "unknown")), 40)
        return Connection(provider=PROVIDER, works=state == "active", detail=f"the domain is {state}")

    async def close(self) -> None:
        """Let go of connections."""
        await self._calls.close()


def _id_of(event: Any) -> str | None:
    try:
        return str(event["message"]["headers"]["message-id"])
    except (KeyError, TypeError):
        return None


def _refusal(reply: Reply) -> Refused:
    return Refused(
        provider=PROVIDER,
        kind=kind_of_status(reply.status),
        code=str(reply.status),
        message=one_line(str(reply.fields().get("message") or "")),
        retry_after_seconds=retry_after_of(reply),
    )
