"""Raw mails that reached us: a customer's words, or a report about what we sent."""

import hashlib
from email.message import EmailMessage

from accord.core.communications import Delivery, InboundMessage, Unreadable
from accord.core.interactions import Channel

from .mails import address_of, header, id_in, moment_of, parse, text_of
from .quoting import reply_of
from .replies import PROVIDER
from .reports import is_report, receipts_of


def read_mail(raw: bytes, *, provider: str = PROVIDER) -> Delivery:
    """The receipts of a report, or the message of a person.

    Mails that machines send by themselves (holiday notes, reports about something else) say nothing: answering them
    would go on for ever. Raises Unreadable.
    """
    try:
        mail = parse(raw)
        key = id_in(header(mail, "Message-ID")) or hashlib.sha256(raw).hexdigest()
        if is_report(mail):
            return Delivery(receipts=receipts_of(mail, key))
        if is_automatic(mail):
            return Delivery()
        return Delivery(messages=(_message_of(mail, key, provider),))
    except Unreadable:
        raise
    except Exception as wrong:  # the standard parser raises anything over mails made to break it
        raise Unreadable(f"the mail cannot be read: {type(wrong).__name__}") from wrong


def _message_of(mail: EmailMessage, key: str, provider: str) -> InboundMessage:
    sender = address_of(mail, "From")
    if "@" not in sender:
        raise Unreadable("the mail names no sender")
    return InboundMessage(
        provider=provider,
        event_key=key,
        channel=Channel.EMAIL,
        sender=sender,
        recipient=address_of(mail, "Delivered-To") or address_of(mail, "To"),
        text=reply_of(text_of(mail)),
        subject=header(mail, "Subject") or None,
        in_reply_to=id_in(header(mail, "In-Reply-To")) or id_in(header(mail, "References")),
        sent_at=moment_of(header(mail, "Date")),
    )


def is_automatic(mail: EmailMessage) -> bool:
    """Whether a machine sent it by itself (RFC 3834), as far as its head tells."""
    submitted = header(mail, "Auto-Submitted").lower()
    return (
        submitted not in {"", "no"}
        or mail.get_content_type() == "multipart/report"
        or header(mail, "Precedence").lower() in {"bulk", "junk", "auto_reply"}
        or header(mail, "Return-Path").strip() == "<>"
        or address_of(mail, "From").lower().startswith("mailer-daemon@")
    )
