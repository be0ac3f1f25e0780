"""E-mails as bytes: everything that goes on the wire is made here, so that nothing of a message breaks out of it.

What a message brings is data. Headers lose their line ends and controls, only known ones are taken, and the few
that carry links and ids are written as they are, since folding them as words would break them.
"""

import base64
import email.utils
import re
import unicodedata
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address

import email_validator

from accord.adapters.channels.words import clean_text, one_line
from accord.core.communications import Attachment, OutboundMessage
from accord.kit.emails import is_email
from accord.kit.records import Record

from .mime import attachment_part, joined, text_part

MEGABYTE = 1024 * 1024
LARGEST_ATTACHMENTS = 10 * MEGABYTE
LARGEST_TEXT = 2 * MEGABYTE
LONGEST_SUBJECT = 500
LONGEST_HEADER = 8000
LONGEST_LINE = 900
LONGEST_FILENAME = 120
# An encoded word has at most 75 letters.
ENCODED_BYTES = 45

_TAKEN = {"auto-submitted", "feedback-id", "in-reply-to", "precedence", "references", "reply-to"}
_TAKEN_BEGINNINGS = ("list-", "x-")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,75}")
_REFERENCE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,200}(@[A-Za-z0-9.-]{1,200})?")
_MEDIA_TYPE = re.compile(r"(?!multipart/|message/)([a-z0-9-]{1,40})/([a-z0-9.+-]{1,90})")


class Unsendable(Exception):
    """A message that no server would have to refuse: it is wrong in itself."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Composed(Record):
    """An e-mail ready to be handed over. `message_id` has no brackets."""

    message_id: str
    sender: str
    recipient: str
    content: bytes
    needs_utf8: bool


def message_id_of(reference: str, sender: str) -> str:
    """The `Message-ID` of a reference, without brackets: the same at every attempt. Raises Unsendable."""
    bare = reference.strip("<>")
    if _REFERENCE.fullmatch(bare) is None:
        raise Unsendable("reference", "the reference is no Message-ID")
    return bare if "@" in bare else f"{bare}@{sender.rpartition('@')[2]}"


def reference_in(message_id: str) -> str | None:
    """The reference that a `Message-ID` of ours was made of."""
    return message_id.strip("<> ").partition("@")[0] or None


def sender_address(sender: str) -> Address:
    """The address of `a@b.example` or `Name <a@b.example>`. Raises ValueError."""
    name, address = email.utils.parseaddr(sender)
    if not is_email(address):
        raise ValueError(f"{sender!r} is no e-mail address")
    return _address(addressable(address), one_line(name))


def compose(message: OutboundMessage, sender: str, *, now: datetime, reply_to: str | None = None) -> Composed:
    """The e-mail of a message. Raises Unsendable."""
    if not is_email(message.recipient):
        raise Unsendable("recipient", "the recipient is no e-mail address")
    recipient = addressable(message.recipient)
    author = sender_address(sender)
    message_id = message_id_of(message.reference, author.addr_spec)
    needs_utf8 = not (recipient + author.addr_spec).isascii()
    try:
        content = _written(message, author, recipient, message_id, now, reply_to)
    except (MessageError, ValueError, LookupError, TypeError) as wrong:
        raise Unsendable("message", f"the message cannot be written: {type(wrong).__name__}") from wrong
    return Composed(
        message_id=message_id,
        sender=author.addr_spec,
        recipient=recipient,
        content=content,
        needs_utf8=needs_utf8,
    )


def _written(
    message: OutboundMessage,
    author: Address,
    recipient: str,
    message_id: str,
    now: datetime,
    reply_to: str | None,
) -> bytes:
    lines = {
        "From": _written_address(author),
        "To": _written_address(_address(recipient)),
        "Date": email.utils.format_datetime(now),
        "Message-ID": f"<{message_id}>",
        "Subject": _header_value(one_line(message.subject or "", LONGEST_SUBJECT)),
    }
    if reply_to:
        lines["Reply-To"] = _answers(reply_to)
    for name, value in headers_of(message).items():
        lines[name] = _answers(value) if name.lower() == "reply-to" else _header_value(value)
    lines["MIME-Version"] = "1.0"
    head = "".join(_header_line(name, value) for name, value in lines.items())
    return head.encode() + _body_of(message)


def _answers(reply_to: str) -> str:
    """An address for answers, its name encoded and itself not; what is no single address is written as it is."""
    try:
        return _written_address(sender_address(reply_to))
    except ValueError:
        return _header_value(reply_to)


def headers_of(message: OutboundMessage) -> dict[str, str]:
    """The message's own headers, each value on one line. Raises Unsendable."""
    headers = {}
    for name, text in message.headers.items():
        known = name.lower() in _TAKEN or name.lower().startswith(_TAKEN_BEGINNINGS)
        value = one_line(text, LONGEST_HEADER + 1)
        if _NAME.fullmatch(name) is None or not known:
            raise Unsendable("header", f"the header {one_line(name, 40)!r} is not one a message may bring")
        if len(value) > LONGEST_HEADER or any(len(word) > LONGEST_LINE for word in value.split(" ")):
            raise Unsendable("header", f"the header {name} is too long")
        headers[name] = value
    return headers


def attachments_of(message: OutboundMessage) -> list[Attachment]:
    """The attachments with names and types that fit into headers. Raises Unsendable."""
    if sum(len(each.content) for each in message.attachments) > LARGEST_ATTACHMENTS:
        raise Unsendable("attachments", "the attachments are larger than 10 MB together")
    return [
        Attachment(filename=_filename(each), media_type=_media_type(each), content=each.content)
        for each in message.attachments
    ]


def bodies_of(message: OutboundMessage) -> tuple[str, str | None]:
    """The text and the HTML, cleaned. Raises Unsendable."""
    if max(len(message.text), len(message.html or "")) > LARGEST_TEXT:
        raise Unsendable("text", "the text is larger than 2 MB")
    return clean_text(message.text), None if message.html is None else clean_text(message.html)


def _body_of(message: OutboundMessage) -> bytes:
    """The content, from its own headers on."""
    text, html = bodies_of(message)
    texts = [text_part(text, "plain")]
    if html is not None:
        texts.append(text_part(html, "html"))
    files = [attachment_part(each) for each in attachments_of(message)]
    return joined("mixed", [joined("alternative", texts), *files])


def _filename(attachment: Attachment) -> str:
    last = re.split(r"[/\\]", attachment.filename)[-1]
    kept = "".join(
        each for each in one_line(last, 1000) if unicodedata.category(each) != "Cf" and each != '"'
    )
    return kept[-LONGEST_FILENAME:].lstrip(". ") or "attachment"


def _media_type(attachment: Attachment) -> str:
    given = attachment.media_type.lower()
    return given if _MEDIA_TYPE.fullmatch(given) else "application/octet-stream"


def addressable(address: str) -> str:
    """The address with its domain in ASCII, which every server understands. Raises ValueError for what is none."""
    if address.isascii():
        return address
    found = email_validator.validate_email(address, check_deliverability=False)
    return found.ascii_email or f"{found.local_part}@{found.ascii_domain}"


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)


def _written_address(address: Address) -> str:
    """The address as it stands in a header."""
    name = address.display_name
    if not name or (name.isascii() and "=?" not in name):
        return _folded(str(address))
    return f"{_encoded(name)} <{address.addr_spec}>"


def _header_value(value: str) -> str:
    """The text as it is, or in encoded words when it has other letters, or looks as if it were encoded already."""
    return _folded(value) if value.isascii() and "=?" not in value else _encoded(value)


def _encoded(value: str) -> str:
    words, chunk = [], ""
    for letter in value:
        if len((chunk + letter).encode()) > ENCODED_BYTES:
            words.append(chunk)
            chunk = ""
        chunk += letter
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(each.encode()).decode()}?=" for each in [*words, chunk])


def _folded(value: str) -> str:
    if len(value) <= LONGEST_LINE:
        return value
    lines = [""]
    for word in value.split(" "):
        if len(lines[-1]) + len(word) + 1 > LONGEST_LINE:
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines).removeprefix(" ")


def _header_line(name: str, value: str) -> str:
    return f"{name}: {value}\r\n"
