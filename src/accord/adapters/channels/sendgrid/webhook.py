"""SendGrid's webhook calls: events of messages, and mails that its Inbound Parse passes on."""

import base64
from collections.abc import Mapping
from datetime import datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from accord.adapters.channels.email import read_mail, reference_in, text_in
from accord.adapters.channels.forms import bytes_of, fields_of, is_form
from accord.adapters.channels.instants import unix_moment
from accord.adapters.channels.signatures import demand, from_base64
from accord.adapters.channels.words import one_line
from accord.core.communications import Delivery, Receipt, Unreadable

from .provider import PROVIDER, REFERENCE

SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"
_EVENTS = {
    "delivered": "delivered",
    "open": "opened",
    "click": "clicked",
    "bounce": "bounced",
    "dropped": "failed",
    "spamreport": "complained",
    "unsubscribe": "unsubscribed",
    "group_unsubscribe": "unsubscribed",
}
# The message is lost and the address is good.
_PASSING_BOUNCE = "blocked"
_ABOUT_CONTENT = ("content-", "mime-")


class _Event(msgspec.Struct):
    event: str
    sg_event_id: str = ""
    sg_message_id: str = ""
    smtp_id: str = msgspec.field(name="smtp-id", default="")
    reference: str = msgspec.field(name=REFERENCE, default="")
    email: str | None = None
    timestamp: int | float | None = None
    url: str | None = None
    reason: str = ""
    status: str = ""
    kind: str = msgspec.field(name="type", default="")
    sg_machine_open: bool = False


class SendGridReader:
    """Reads what SendGrid calls. `public_key` is a verification key as its settings page shows it.

    Events and mails are signed with different keys: several stand between commas. Without one nothing is authentic,
    or everything if unsigned is allowed. `carrier` is the provider that handed the e-mails over: `smtp`, when they go
    through SendGrid's mail server.
    """

    def __init__(
        self, *, public_key: str | None, allow_unsigned: bool = False, carrier: str = PROVIDER
    ) -> None:
        self._key = public_key
        self._allow_unsigned = allow_unsigned
        self._carrier = carrier

    def read(self, *, url: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Delivery:  # noqa: ARG002
        """What the call says. Raises NotAuthentic, Unreadable."""
        demand(self._key, lambda key: is_signed(key, headers, body), allow_unsigned=self._allow_unsigned)
        if is_form(headers):
            return _inbound(headers, body)
        try:
            events = msgspec.json.decode(body, type=list[_Event])
        except (ValueError, RecursionError) as wrong:
            raise Unreadable(one_line(str(wrong))) from wrong
        told = (each for each in events if each.event in _EVENTS)
        return Delivery(receipts=tuple(_receipt_of(each, self._carrier) for each in told))

    def handshake(self, query: Mapping[str, str]) -> str | None:  # noqa: ARG002
        """None: SendGrid has no handshake."""
        return None


def public_key_of(text: str) -> EllipticCurvePublicKey:
    """The P-256 key of a text, with or without the lines of PEM around it. Raises ValueError."""
    bare = "".join(line.strip() for line in text.strip().splitlines() if not line.startswith("-----"))
    key = load_der_public_key(base64.b64decode(bare, validate=True))
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError("not a P-256 key")  # noqa: TRY004 - it is the content that is wrong
    return key


def is_signed(key: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether SendGrid signed the timestamp and the body. Raises many things over unreadable ones."""
    timestamp = headers[TIMESTAMP]
    if len(timestamp) > 20 or not (timestamp.isascii() and timestamp.isdigit()):
        return False
    signature, signed = from_base64(headers[SIGNATURE]), timestamp.encode() + body
    return any(_has_signed(public_key_of(each), signature, signed) for each in key.split(","))


def _has_signed(key: EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _receipt_of(told: _Event, carrier: str) -> Receipt:
    is_passing = told.event == "bounce" and told.kind == _PASSING_BOUNCE
    event = "failed" if is_passing else _EVENTS[told.event]
    ended_badly = event in {"bounced", "failed"}
    about = told.reference or told.smtp_id.strip("<> ") or told.sg_message_id.partition(".")[0]
    return Receipt(
        provider=carrier,
        event_key=one_line(told.sg_event_id or f"{about}:{told.event}:{told.timestamp}", 300),
        provider_id=one_line(about, 998),
        event=event,
        occurred_at=unix_moment(told.timestamp),
        recipient=told.email and one_line(told.email, 255),
        code=one_line(told.status, 20) if ended_badly else "",
        message=one_line(told.reason) if ended_badly else "",
        url=told.url and one_line(told.url, 2000),
        is_permanent=not is_passing,
        by_machine=told.sg_machine_open,
        reference=reference_in(told.reference or told.smtp_id),
    )


def _inbound(headers: Mapping[str, str], body: bytes) -> Delivery:
    """A mail that Inbound Parse posts whole (`email`), or as its head and its texts."""
    try:
        fields = fields_of(headers, body)
    except ValueError as wrong:
        raise Unreadable("the body is no form") from wrong
    if raw := fields.get("email"):
        return read_mail(bytes_of(raw), provider=PROVIDER)
    if "headers" not in fields:
        raise Unreadable("neither email nor headers are there")
    kind, name = ("plain", "text") if fields.get("text") else ("html", "html")
    content = text_in(bytes_of(fields.get(name, "")), _charsets_of(fields).get(name, "utf-8"))
    # The texts come decoded, whatever their mail's own head says about encodings.
    kept = [line for line in _unfolded(fields["headers"]) if not line.lower().startswith(_ABOUT_CONTENT)]
    kept += ["MIME-Version: 1.0", f"Content-Type: text/{kind}; charset=utf-8", "", ""]
    return read_mail(bytes_of("\r\n".join(kept)) + content.encode(), provider=PROVIDER)


def _charsets_of(fields: Mapping[str, str]) -> dict[str, str]:
    """The charset of each text: they come in the letters that the mail had."""
    try:
        return msgspec.json.decode(bytes_of(fields.get("charsets", "{}")), type=dict[str, str])
    except (ValueError, RecursionError):
        return {}


def _unfolded(head: str) -> list[str]:
    lines: list[list[str]] = []
    for line in head.replace("\r\n", "\n").split("\n"):
        if line[:1] in {" ", "\t"} and lines:
            lines[-1].append(line)
        elif line:
            lines.append([line])
    return ["".join(parts) for parts in lines]
