"""Mailgun's webhook calls: one event each, or a mail that a route passes on.

Mailgun signs a timestamp and a token, not the content. So the token is the identity of the event: whoever brings it a
second time, with whatever content, brings something that was seen before.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from typing import Any

import msgspec

from accord.adapters.channels.email import address_of, is_automatic, parse, read_mail, reference_in
from accord.adapters.channels.forms import bytes_of, fields_of, is_form
from accord.adapters.channels.instants import unix_moment
from accord.adapters.channels.signatures import demand, same
from accord.adapters.channels.words import clean_text, one_line
from accord.core.communications import Delivery, InboundMessage, Receipt, Unreadable
from accord.core.interactions import Channel

from .provider import PROVIDER

_EVENTS = {
    "delivered": "delivered",
    "opened": "opened",
    "clicked": "clicked",
    "complained": "complained",
    "unsubscribed": "unsubscribed",
    "rejected": "failed",
}
# What is asked of a mail's head.
_HEAD = ("from", "Auto-Submitted", "Content-Type", "Precedence", "Return-Path")
# Only the sum of both is signed: a timestamp of one length makes certain where the token begins.
_TIMESTAMP = re.compile(r"\d{10}", re.ASCII)
LONGEST_TOKEN = 200
# Mailgun tried for hours and gave up: the address may be good.
_PASSING_REASONS = {"old", "generic", "espblock"}


class _Signed(msgspec.Struct):
    timestamp: str = ""
    token: str = ""
    signature: str = ""


class _Event(msgspec.Struct):
    event: str
    message: dict[str, Any] | None = None
    timestamp: int | float | None = None
    recipient: str | None = None
    severity: str = ""
    reason: str = ""
    url: str | None = None
    status: dict[str, Any] | None = msgspec.field(name="delivery-status", default=None)
    client: dict[str, Any] | None = msgspec.field(name="client-info", default=None)


class _Call(msgspec.Struct):
    signature: _Signed
    event: _Event = msgspec.field(name="event-data")


class _SignedCall(msgspec.Struct):
    signature: _Signed


class MailgunReader:
    """Reads what Mailgun calls. Without a `signing_key` nothing is authentic, or everything if unsigned is allowed.

    `carrier` is the provider that handed the e-mails over: `smtp`, when they go through Mailgun's mail server.
    """

    def __init__(
        self, *, signing_key: str | None, allow_unsigned: bool = False, carrier: str = PROVIDER
    ) -> None:
        self._key = signing_key
        self._allow_unsigned = allow_unsigned
        self._carrier = carrier

    def read(self, *, url: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Delivery:  # noqa: ARG002
        """What the call says. Raises NotAuthentic, Unreadable."""
        demand(self._key, lambda key: is_signed(key, headers, body), allow_unsigned=self._allow_unsigned)
        try:
            if is_form(headers):
                return _inbound(fields_of(headers, body))
            call = msgspec.json.decode(body, type=_Call)
        except (ValueError, RecursionError) as wrong:
            raise Unreadable(one_line(str(wrong))) from wrong
        receipt = _receipt_of(call.event, call.signature.token, self._carrier)
        return Delivery(receipts=(receipt,) if receipt else ())

    def handshake(self, query: Mapping[str, str]) -> str | None:  # noqa: ARG002
        """None: Mailgun has no handshake."""
        return None


def is_signed(key: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether Mailgun signed the call's timestamp and token. Raises ValueError, RecursionError over unreadable ones."""
    if is_form(headers):
        sent = msgspec.convert(fields_of(headers, body), _Signed)
    else:
        sent = msgspec.json.decode(body, type=_SignedCall).signature
    if _TIMESTAMP.fullmatch(sent.timestamp) is None or not 0 < len(sent.token) <= LONGEST_TOKEN:
        return False
    return same(sent.signature, signature_of(key, sent.timestamp, sent.token))


def signature_of(key: str, timestamp: str, token: str) -> str:
    """Mailgun's signature of a timestamp and a token."""
    return hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()


def _receipt_of(told: _Event, token: str, carrier: str) -> Receipt | None:
    event = _EVENTS.get(told.event)
    is_passing = told.reason in _PASSING_REASONS
    if told.event == "failed" and told.severity != "temporary":
        event = "failed" if is_passing or told.reason.startswith("suppress-") else "bounced"
    if event is None:
        return None
    ended_badly = event in {"bounced", "failed"}
    status = told.status or {}
    head = (told.message or {}).get("headers")
    message_id = str(head.get("message-id") or "") if isinstance(head, dict) else ""
    if not message_id:
        raise Unreadable("event-data.message.headers.message-id is missing")
    about = one_line(message_id.strip("<> "), 998)
    return Receipt(
        provider=carrier,
        event_key=token or f"{about}:{told.event}:{told.timestamp}",
        provider_id=about,
        event=event,
        occurred_at=unix_moment(told.timestamp),
        recipient=told.recipient and one_line(told.recipient, 255),
        code=one_line(str(status.get("code") or told.reason), 20) if ended_badly else "",
        message=one_line(str(status.get("message") or status.get("description") or ""))
        if ended_badly
        else "",
        url=told.url and one_line(told.url, 2000),
        is_permanent=not is_passing,
        by_machine=bool((told.client or {}).get("bot")),
        reference=reference_in(about),
    )


def _inbound(fields: Mapping[str, str]) -> Delivery:
    token = one_line(fields.get("token", ""))
    if raw := fields.get("body-mime"):
        return _known_by(token, read_mail(bytes_of(raw), provider=PROVIDER))
    head = _head_of(fields)
    # The envelope's sender is where bounces go, which need not be who wrote.
    sender = address_of(head, "From") or one_line(fields.get("sender", ""), 255)
    if "@" not in sender:
        raise Unreadable("sender is missing")
    if is_automatic(head):
        return Delivery()
    message = InboundMessage(
        provider=PROVIDER,
        event_key=token or one_line(fields.get("Message-Id", sender), 998),
        channel=Channel.EMAIL,
        sender=sender,
        recipient=one_line(fields.get("recipient", ""), 255),
        text=clean_text(fields.get("stripped-text") or fields.get("body-plain", "")),
        subject=one_line(fields.get("subject", "")) or None,
        in_reply_to=one_line(fields.get("In-Reply-To", ""), 998).strip("<> ") or None,
        sent_at=_stamp_of(fields.get("timestamp", "")),
    )
    return Delivery(messages=(message,))


def _known_by(token: str, found: Delivery) -> Delivery:
    """The same, known by its token. A report has one thing to say of a message, which has one recipient."""
    if not token:
        return found
    return Delivery(
        receipts=tuple(msgspec.structs.replace(each, event_key=token) for each in found.receipts[:1]),
        messages=tuple(msgspec.structs.replace(each, event_key=token) for each in found.messages),
    )


def _head_of(fields: Mapping[str, str]) -> EmailMessage:
    """The mail's head, which comes as pairs (`message-headers`), and where that is missing field by field."""
    try:
        pairs = msgspec.json.decode(bytes_of(fields["message-headers"]), type=list[tuple[str, str]])
    except (KeyError, ValueError, RecursionError):
        pairs = [(name, fields[name]) for name in _HEAD if name in fields]
    lines = (f"{one_line(name, 76)}: {one_line(text, 8000)}\r\n" for name, text in pairs)
    return parse("".join(lines).encode())


def _stamp_of(text: str) -> datetime | None:
    return unix_moment(text) if _TIMESTAMP.fullmatch(text) else None
