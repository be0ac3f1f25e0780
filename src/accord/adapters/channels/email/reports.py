"""Reports about our mails: delivery status notifications (RFC 3464) and complaints (ARF, RFC 5965).

Anybody can write one. What it is about is believed when it knows a Message-ID of ours; whose address it names is not:
a message has one recipient, which we know, and forwarding puts others in its place.
"""

import re
from email.message import EmailMessage
from email.parser import Parser

from accord.adapters.channels.words import one_line
from accord.core.communications import Receipt

from .mails import content_of, header, id_in, moment_of, parts_of
from .replies import PROVIDER

_EVENT_OF_ACTION = {"failed": "bounced", "delivered": "delivered"}
# The message is lost and the address is good: it was tried for days, the mailbox is full, the network, the protocol,
# the content or a policy was against it.
_PASSING_STATUS = re.compile(r"4\.|5\.2\.[234]\b|5\.[34567]\.")
_EVENT_OF_FEEDBACK = {"abuse": "complained", "fraud": "complained", "opt-out": "unsubscribed"}


def is_report(mail: EmailMessage) -> bool:
    """Whether the mail is a report rather than somebody's words."""
    kind = str(mail.get_param("report-type", "")).lower()
    return mail.get_content_type() == "multipart/report" and kind in {"delivery-status", "feedback-report"}


def receipts_of(mail: EmailMessage, mail_key: str) -> tuple[Receipt, ...]:
    """What a report says about messages of ours; nothing when it does not say about which."""
    about = _message_id(mail)
    if about is None:
        return ()
    found: list[Receipt] = []
    for part in parts_of(mail):
        if part.get_content_type() == "message/delivery-status":
            found += _deliveries(part, mail, mail_key, about)
        elif part.get_content_type() == "message/feedback-report":
            found += _complaints(part, mail, mail_key, about)
    return tuple(found)


def _deliveries(part: EmailMessage, mail: EmailMessage, mail_key: str, about: str) -> list[Receipt]:
    """One receipt for each recipient that a notification knows the end of; mere delays are no end.

    Recipients are told apart by their places: a name of the event is kept, and their addresses need not be.
    """
    receipts = []
    for place, group in enumerate(part.get_payload(), 1):
        if not isinstance(group, EmailMessage):
            continue
        event = _EVENT_OF_ACTION.get(header(group, "Action").lower())
        if event is None:
            continue
        status = header(group, "Status").partition(" ")[0]
        is_lost = event == "bounced"
        is_passing = is_lost and _PASSING_STATUS.match(status) is not None
        receipts.append(
            Receipt(
                provider=PROVIDER,
                event_key=f"{mail_key}:{place}",
                provider_id=about,
                event="failed" if is_passing else event,
                occurred_at=moment_of(header(mail, "Date")),
                code=status[:20] if is_lost else "",
                message=one_line(_address(header(group, "Diagnostic-Code"))) if is_lost else "",
                is_permanent=not is_passing,
            )
        )
    return receipts


def _complaints(part: EmailMessage, mail: EmailMessage, mail_key: str, about: str) -> list[Receipt]:
    fields = Parser().parsestr(_text_inside(part), headersonly=True)
    kind = str(fields.get("Feedback-Type", "")).strip().lower()
    event = _EVENT_OF_FEEDBACK.get(kind)
    if event is None:
        return []
    return [
        Receipt(
            provider=PROVIDER,
            event_key=mail_key,
            provider_id=about,
            event=event,
            occurred_at=moment_of(header(mail, "Date")),
            code=kind,
        )
    ]


def _message_id(mail: EmailMessage) -> str | None:
    """The Message-ID of the mail that a report is about: of its copy, or of its copied head."""
    for part in parts_of(mail):
        if part.get_content_type() in {"message/rfc822", "message/global", "message/rfc822-headers"}:
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) and inner else None
            found = id_in(header(first, "Message-ID")) if isinstance(first, EmailMessage) else None
        elif part.get_content_type() in {"text/rfc822-headers", "message/global-headers"}:
            found = id_in(str(Parser().parsestr(_text_inside(part), headersonly=True).get("Message-ID", "")))
        else:
            continue
        if found:
            return found
    return None


def _text_inside(part: EmailMessage) -> str:
    """The text of a part that parsers may have taken for a mail of its own."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return "\n".join(str(each) for each in inner)
    return content_of(part)


def _address(field: str) -> str:
    """What follows the type in `rfc822; a@b.example`."""
    return field.partition(";")[2].strip() or field.strip()
