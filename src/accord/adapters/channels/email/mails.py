"""Mails as others wrote them: parts, addresses and texts, taken with patience for what is wrong in them."""

import email.utils
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html import unescape

from accord.adapters.channels.words import clean_text, one_line

MOST_PARTS = 200
LONGEST_TEXT = 200_000
_BETWEEN_BRACKETS = re.compile(r"<([^<>\s]+)>")
_TAG = re.compile(r"</?([a-z][a-z0-9]{0,20})|<(?=[!?])(!--|[!?])")
_END_OF = {"!--": "-->"}
_UNSEEN = {"head", "script", "style", "title"}
_BREAKING = {"br", "p", "div", "tr", "li", "blockquote", "h1", "h2", "h3", "h4", "table"}


def parse(raw: bytes) -> EmailMessage:
    """The mail in the bytes. Raises many things over a malformed one."""
    return BytesParser(policy=policy.default).parsebytes(raw)


def parts_of(mail: EmailMessage) -> Iterator[EmailMessage]:
    """Every part, also inside of others."""
    for number, part in enumerate(mail.walk()):
        if number < MOST_PARTS and isinstance(part, EmailMessage):
            yield part


def header(mail: EmailMessage, name: str) -> str:
    """A header on one line; "" when it is missing or broken beyond reading."""
    try:
        return one_line(str(mail.get(name) or ""), 2000)
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def address_of(mail: EmailMessage, name: str) -> str:
    """The first address in a header."""
    return email.utils.parseaddr(header(mail, name))[1]


def id_in(text: str) -> str | None:
    """The last Message-ID of a text, without brackets."""
    found = _BETWEEN_BRACKETS.findall(text)
    return found[-1][:998] if found else None


def moment_of(text: str) -> datetime | None:
    """The instant that a `Date` header names, in UTC."""
    try:
        found = email.utils.parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def text_of(mail: EmailMessage) -> str:
    """The words of a mail: its plain text, else what its HTML shows."""
    for kind, subtype in (("plain", "text/plain"), ("html", "text/html")):
        body = mail.get_body(preferencelist=(kind,))
        if isinstance(body, EmailMessage) and body.get_content_type() == subtype:
            text = content_of(body)
            return clean_text(shown_text(text) if kind == "html" else text)[:LONGEST_TEXT]
    return ""


def content_of(part: EmailMessage) -> str:
    """The text of a part; letters of an unknown charset are read as Latin."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return content.decode("latin-1")


def shown_text(html: str) -> str:
    """What a reader of the HTML sees, as text. Takes a time that grows with the length and no faster."""
    words = "".join(_words_between_tags(html[: 2 * LONGEST_TEXT]))
    lines = [" ".join(line.split()) for line in unescape(words).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _words_between_tags(html: str) -> Iterator[str]:
    lower = html.lower()
    at = 0
    while (start := html.find("<", at)) >= 0:
        yield html[at:start].replace("\n", " ")
        found = _TAG.match(lower, start)
        if found is None:
            yield "<"
            at = start + 1
            continue
        name = found[1] or found[2]
        yield "\n" if name in _BREAKING else ""
        is_unseen = name in _UNSEEN and lower[start + 1] != "/"
        end = _END_OF.get(name, f"</{name}" if is_unseen else ">")
        stop = lower.find(end, found.end())
        if stop < 0:
            return
        # A part that is not shown ends before its closing tag, which is skipped as the next one.
        at = stop if is_unseen else stop + len(end)
    yield html[at:].replace("\n", " ")
