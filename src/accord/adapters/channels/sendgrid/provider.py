"""Sending e-mail through SendGrid's Mail Send."""

import base64
import ssl
from datetime import datetime
from email.headerregistry import Address
from typing import Any

from accord.adapters.channels.calls import Calls, Reply, Unanswered, kind_of_status, retry_after_of
from accord.adapters.channels.email import (
    NeedsUTF8,
    Unsendable,
    addressable,
    attachments_of,
    bodies_of,
    headers_of,
    message_id_of,
    sender_address,
)
from accord.adapters.channels.words import one_line
from accord.core.communications import Accepted, Connection, FailureKind, OutboundMessage, Refused
from accord.core.interactions import Channel
from accord.kit.emails import is_email

PROVIDER = "sendgrid"
BASE_URL = "https://api.sendgrid.com"
# Comes back with every event, and names the message as its Message-ID does.
REFERENCE = "accord_reference"
_OURS = {"reply-to"}


class SendGridProvider:
    """Sends e-mail. `sender` is `a@b.example` or `Name <a@b.example>`."""

    name = PROVIDER
    channel = Channel.EMAIL

    def __init__(
        self,
        *,
        api_key: str,
        sender: str,
        base_url: str = BASE_URL,
        seconds: float = 20.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._sender = sender_address(sender)
        headers = {"authorization": f"Bearer {api_key}"}
        self._calls = Calls(base_url, seconds=seconds, headers=headers, tls=tls)

    async def send(self, message: OutboundMessage) -> Accepted | Refused:
        """Hand one e-mail over. Its `Message-ID` is the provider's id: every event brings it back."""
        try:
            message_id, body = content_of(message, self._sender)
        except NeedsUTF8 as wrong:
            kind = FailureKind.PERMANENT
            return Refused(provider=PROVIDER, kind=kind, code="smtputf8", message=str(wrong))
        except Unsendable as wrong:
            kind = FailureKind.INVALID_INPUT
            return Refused(provider=PROVIDER, kind=kind, code=wrong.code, message=str(wrong))
        reply = await self._calls.call("POST", "/v3/mail/send", json=body)
        if isinstance(reply, Unanswered):
            return Refused(provider=PROVIDER, kind=reply.kind, message=reply.message)
        return Accepted(provider=PROVIDER, provider_id=message_id) if reply.is_success else _refusal(reply)

    async def find(self, message: OutboundMessage, *, since: datetime) -> Accepted | None:  # noqa: ARG002
        """None: SendGrid lists what it took only to those who pay for it, and late."""
        return None

    async def check(self) -> Connection:
        """Asks what the key may do."""
        reply = await self._calls.call("GET", "/v3/scopes")
        if isinstance(reply, Unanswered):
            return Connection(provider=PROVIDER, works=False, detail=reply.message)
        scopes = reply.fields().get("scopes")
        if not (reply.is_success and isinstance(scopes, list)):
            refused = _refusal(reply)
            return Connection(provider=PROVIDER, works=False, detail=f"{refused.code} {refused.message}")
        works = "mail.send" in scopes
        return Connection(provider=PROVIDER, works=works, detail=f"the key may {'' if works else 'not '}send")

    async def close(self) -> None:
        """Let go of connections."""
        await self._calls.close()


def content_of(message: OutboundMessage, sender: Address) -> tuple[str, dict[str, Any]]:
    """The Message-ID, and what Mail Send takes. Raises Unsendable, NeedsUTF8."""
    recipient = _recipient(message)
    message_id = message_id_of(message.reference, sender.addr_spec)
    text, html = bodies_of(message)
    headers = headers_of(message)
    content = [{"type": "text/plain", "value": text or " "}]
    body: dict[str, Any] = {
        "personalizations": [{"to": [{"email": recipient}], "custom_args": {REFERENCE: message_id}}],
        "from": _person(sender),
        "subject": one_line(message.subject or "", 500) or " ",
        "content": [*content, {"type": "text/html", "value": html}] if html else content,
        "headers": {name: value for name, value in headers.items() if name.lower() not in _OURS}
        | {"Message-ID": f"<{message_id}>"},
        # What is counted is counted by ourselves; links are not rewritten twice.
        "tracking_settings": {"click_tracking": {"enable": False}, "open_tracking": {"enable": False}},
    }
    if answers := next((value for name, value in headers.items() if name.lower() in _OURS), None):
        body["reply_to"] = _person(_answers(answers))
    if attachments := attachments_of(message):
        body["attachments"] = [
            {
                "content": base64.b64encode(each.content).decode(),
                "filename": each.filename,
                "type": each.media_type,
                "disposition": "attachment",
            }
            for each in attachments
        ]
    return message_id, body


def _recipient(message: OutboundMessage) -> str:
    """Its address in ASCII: SendGrid takes no other. Raises Unsendable, NeedsUTF8."""
    if not is_email(message.recipient):
        raise Unsendable("recipient", "the recipient is no e-mail address")
    found = addressable(message.recipient)
    if not found.isascii():
        raise NeedsUTF8
    return found


def _answers(reply_to: str) -> Address:
    try:
        return sender_address(reply_to)
    except ValueError as wrong:
        raise Unsendable("header", "Reply-To is no e-mail address") from wrong


def _person(address: Address) -> dict[str, str]:
    named = {"name": address.display_name} if address.display_name else {}
    return {"email": address.addr_spec, **named}


def _refusal(reply: Reply) -> Refused:
    errors = reply.fields().get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    return Refused(
        provider=PROVIDER,
        kind=kind_of_status(reply.status),
        code=str(reply.status),
        message=one_line(str(first.get("message") or "")),
        retry_after_seconds=retry_after_of(reply),
    )
