"""Meta's webhook calls: what became of messages, and messages of customers."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from accord.adapters.channels.instants import unix_moment
from accord.adapters.channels.signatures import demand, same
from accord.adapters.channels.words import clean_text, one_line
from accord.core.communications import Delivery, InboundMessage, NotAuthentic, Receipt, Unreadable
from accord.core.interactions import Channel

from .codes import PASSING
from .provider import LONGEST_REFERENCE, PROVIDER

SIGNATURE = "x-hub-signature-256"
_EVENTS = {"sent": "sent", "delivered": "delivered", "read": "opened", "failed": "failed"}
_SILENT = {"reaction", "system", "unsupported", "ephemeral", "request_welcome"}


class _Error(msgspec.Struct):
    code: int | str = ""
    title: str = ""
    message: str = ""
    error_data: dict[str, Any] | None = None


class _Status(msgspec.Struct):
    id: str
    status: str
    timestamp: str | int | float | None = None
    recipient_id: str | None = None
    biz_opaque_callback_data: Any = None
    errors: list[_Error] | None = None


class _Message(msgspec.Struct):
    id: str
    sender: str = msgspec.field(name="from")
    kind: str = msgspec.field(name="type", default="text")
    timestamp: str | int | float | None = None
    text: dict[str, Any] | None = None
    button: dict[str, Any] | None = None
    interactive: dict[str, Any] | None = None
    image: dict[str, Any] | None = None
    video: dict[str, Any] | None = None
    document: dict[str, Any] | None = None
    context: dict[str, Any] | None = None


class _Value(msgspec.Struct):
    statuses: list[_Status] | None = None
    messages: list[_Message] | None = None
    metadata: dict[str, Any] | None = None


class _Change(msgspec.Struct):
    value: _Value


class _Entry(msgspec.Struct):
    changes: list[_Change] | None = None


class _Call(msgspec.Struct):
    entry: list[_Entry]


class WhatsAppReader:
    """Reads what Meta calls.

    Without an `app_secret` nothing is authentic, or everything if unsigned is allowed; a handshake needs the
    `verify_token` in the same way.
    """

    def __init__(
        self, *, app_secret: str | None, verify_token: str | None = None, allow_unsigned: bool = False
    ) -> None:
        self._secret = app_secret
        self._verify_token = verify_token
        self._allow_unsigned = allow_unsigned

    def read(self, *, url: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Delivery:  # noqa: ARG002
        """What the call says. Raises NotAuthentic, Unreadable."""
        demand(
            self._secret,
            lambda secret: same(headers[SIGNATURE], signature_of(secret, body)),
            allow_unsigned=self._allow_unsigned,
        )
        try:
            call = msgspec.json.decode(body, type=_Call)
        except (ValueError, RecursionError) as wrong:
            raise Unreadable(one_line(str(wrong))) from wrong
        values = [change.value for entry in call.entry for change in entry.changes or ()]
        return Delivery(
            receipts=tuple(receipt for value in values for receipt in _receipts(value)),
            messages=tuple(message for value in values for message in _messages(value)),
        )

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """The challenge of a subscription; None when there is none. Raises NotAuthentic."""
        if "hub.mode" not in query and "hub.challenge" not in query:
            return None
        if query.get("hub.mode") != "subscribe":
            raise NotAuthentic("this is no subscription")
        demand(
            self._verify_token,
            lambda token: same(query["hub.verify_token"], token),
            allow_unsigned=self._allow_unsigned,
        )
        return query.get("hub.challenge", "")


def signature_of(secret: str, body: bytes) -> str:
    """Meta's signature of a body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _receipts(value: _Value) -> Iterator[Receipt]:
    for status in value.statuses or ():
        event = _EVENTS.get(status.status.lower())
        if event is None:
            continue
        error = status.errors[0] if status.errors and event == "failed" else _Error()
        code = one_line(str(error.code), 20)
        yield Receipt(
            provider=PROVIDER,
            event_key=one_line(f"{status.id}:{status.status.lower()}", 300),
            provider_id=one_line(status.id),
            event=event,
            occurred_at=unix_moment(status.timestamp),
            recipient=_number(status.recipient_id or "") or None,
            code=code,
            message=_words_of(error),
            is_permanent=event != "failed" or code not in PASSING,
            reference=_reference(status.biz_opaque_callback_data),
        )


def _reference(told: Any) -> str | None:
    return one_line(told, LONGEST_REFERENCE) or None if isinstance(told, str) else None


def _messages(value: _Value) -> Iterator[InboundMessage]:
    ours = value.metadata or {}
    for message in value.messages or ():
        if message.kind in _SILENT:
            continue
        yield InboundMessage(
            provider=PROVIDER,
            event_key=one_line(f"{message.id}:inbound", 300),
            channel=Channel.WHATSAPP,
            sender=_number(message.sender),
            recipient=_number(str(ours.get("display_phone_number") or "")),
            text=_text_of(message),
            in_reply_to=one_line(str((message.context or {}).get("id") or "")) or None,
            sent_at=unix_moment(message.timestamp),
        )


def _text_of(message: _Message) -> str:
    """The words of a message: written, chosen from buttons or a list, or below a picture."""
    interactive = message.interactive or {}
    chosen = interactive.get("button_reply") or interactive.get("list_reply")
    found = (
        (message.text or {}).get("body"),
        (message.button or {}).get("text"),
        chosen.get("title") if isinstance(chosen, dict) else None,
        *((part or {}).get("caption") for part in (message.image, message.video, message.document)),
    )
    return clean_text(next((text for text in found if isinstance(text, str)), ""))


def _words_of(error: _Error) -> str:
    details = (error.error_data or {}).get("details")
    return one_line(str(details or error.message or error.title))


def _number(digits: str) -> str:
    kept = "".join(each for each in digits if each in "0123456789")
    return f"+{kept}" if kept else ""
