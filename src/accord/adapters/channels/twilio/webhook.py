"""Twilio's webhook calls: delivery reports and inbound messages."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import SplitResult, parse_qs, parse_qsl, urlsplit

import msgspec

from accord.adapters.channels.signatures import demand, same
from accord.adapters.channels.words import clean_text, one_line
from accord.core.communications import Delivery, InboundMessage, Intent, Receipt, Unreadable
from accord.core.interactions import Channel
from accord.kit.moments import parse_moment

from .codes import PASSING, UNSUBSCRIBED
from .provider import PROVIDER

SIGNATURE = "x-twilio-signature"
BODY_HASH = "bodySHA256"
MOST_FIELDS = 1000
_PORTS = {"https": 443, "http": 80}
_EVENTS = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "opened",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
# What its Advanced Opt-Out took a message for, in whatever language, and has answered.
_MEANT = {"STOP": Intent.OPT_OUT, "START": Intent.OPT_IN, "HELP": Intent.HELP_REQUEST}

Fields = list[tuple[str, str]]


class TwilioReader:
    """Reads what Twilio calls. Without an `auth_token` nothing is authentic, or everything if unsigned is allowed."""

    def __init__(self, *, auth_token: str | None, allow_unsigned: bool = False) -> None:
        self._token = auth_token
        self._allow_unsigned = allow_unsigned

    def read(self, *, url: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Delivery:  # noqa: ARG002
        """What the call says. Raises NotAuthentic, Unreadable."""
        demand(
            self._token,
            lambda token: is_signed(token, url, headers, body),
            allow_unsigned=self._allow_unsigned,
        )
        try:
            fields = dict(_fields(headers, body))
        except (ValueError, RecursionError) as wrong:
            raise Unreadable("the body is no form") from wrong
        return _delivery_of(fields)

    def handshake(self, query: Mapping[str, str]) -> str | None:  # noqa: ARG002
        """None: Twilio has no handshake."""
        return None


def is_signed(token: str, url: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether Twilio signed the call: a form by its fields, anything else by the hash in the URL.

    Twilio signs addresses with or without their port, so both are tried. Raises ValueError over unreadable ones.
    """
    sent = headers[SIGNATURE]
    parts = urlsplit(url)
    if _is_form(headers):
        fields = sorted(set(_form(body)))
    else:
        hashes = parse_qs(parts.query)[BODY_HASH]
        if len(hashes) != 1 or not same(hashes[0], hashlib.sha256(body).hexdigest()):
            return False
        fields = []
    signed = "".join(name + value for name, value in fields)
    addresses = (url, *_with_and_without_port(parts))
    matches = [same(sent, signature_of(token, each + signed)) for each in addresses]
    return any(matches)


def signature_of(token: str, text: str) -> str:
    """Twilio's signature of a text."""
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def _with_and_without_port(parts: SplitResult) -> tuple[str, str]:
    host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc.removesuffix(":")
    port = parts.port or _PORTS[parts.scheme]
    return parts._replace(netloc=host).geturl(), parts._replace(netloc=f"{host}:{port}").geturl()


def _is_form(headers: Mapping[str, str]) -> bool:
    kind = headers.get("content-type", "application/x-www-form-urlencoded")
    return kind.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"


def _form(body: bytes) -> Fields:
    return parse_qsl(
        body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
    )


def _fields(headers: Mapping[str, str], body: bytes) -> Fields:
    if _is_form(headers):
        return _form(body)
    found = msgspec.json.decode(body, type=dict[str, str | int | float | bool | None])
    return [(name, "" if value is None else str(value)) for name, value in found.items()]


def _delivery_of(fields: Mapping[str, str]) -> Delivery:
    sid = fields.get("MessageSid") or fields.get("SmsSid") or fields.get("SmsMessageSid")
    if not sid:
        raise Unreadable("MessageSid is missing")
    sid = one_line(sid)
    status = (fields.get("MessageStatus") or fields.get("SmsStatus") or "").lower()
    event = _EVENTS.get(status)
    return Delivery(
        receipts=_receipts_of(fields, sid, status, event) if event else (),
        messages=(_message_of(fields, sid),) if "Body" in fields else (),
    )


def _receipts_of(fields: Mapping[str, str], sid: str, status: str, event: str) -> tuple[Receipt, ...]:
    receipt = _receipt_of(fields, sid, status, event)
    if receipt.code != str(UNSUBSCRIBED):
        return (receipt,)
    key, word = f"{sid}:unsubscribed", "unsubscribed"
    return receipt, msgspec.structs.replace(receipt, event_key=key, event=word, code="", message="")


def _receipt_of(fields: Mapping[str, str], sid: str, status: str, event: str) -> Receipt:
    code = one_line(fields.get("ErrorCode", ""), 20)
    return Receipt(
        provider=PROVIDER,
        event_key=f"{sid}:{status}",
        provider_id=sid,
        event=event,
        occurred_at=_moment_of(fields),
        recipient=_number(fields.get("To", "")) or None,
        code=code if event == "failed" else "",
        message=one_line(fields.get("ErrorMessage", status)) if event == "failed" else "",
        is_permanent=event != "failed" or code not in PASSING,
    )


def _message_of(fields: Mapping[str, str], sid: str) -> InboundMessage:
    sender = fields.get("From", "")
    if not sender:
        raise Unreadable("From is missing")
    return InboundMessage(
        provider=PROVIDER,
        event_key=f"{sid}:inbound",
        channel=Channel.WHATSAPP if sender.startswith("whatsapp:") else Channel.SMS,
        sender=_number(sender),
        recipient=_number(fields.get("To", "")),
        text=clean_text(fields["Body"]),
        in_reply_to=one_line(fields.get("OriginalRepliedMessageSid", "")) or None,
        sent_at=_moment_of(fields),
        meant=_MEANT.get(fields.get("OptOutType", "").strip().upper()),
    )


def _moment_of(fields: Mapping[str, str]) -> datetime | None:
    found = parse_moment(fields.get("Timestamp", ""))
    try:
        return found and (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def _number(address: str) -> str:
    return one_line(address.removeprefix("whatsapp:"), 100)
