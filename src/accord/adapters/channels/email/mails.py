"""Mails as others wrote them: parts, addresses and texts, taken with patience for what is wrong in them.

Whoever writes a mail chooses what we have to read. So headers stay texts of bounded length: the library's own reading
of them takes minutes for some that are made for it.
"""

import binascii
import codecs
import email.utils
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from html import unescape
from typing import Any, cast

from accord.adapters.channels.words import clean_text, one_line

MOST_PARTS = 200
LONGEST_TEXT = 200_000
LONGEST_HEADER = 8_000
_LINES_OF_A_HEADER = 200
_BETWEEN_BRACKETS = re.compile(r"<([^<>\s]+)>")
_TAG = re.compile(r"</?([a-z][a-z0-9]{0,20})|<(?=[!?])(!--|[!?])", re.ASCII)
# As many letters as before, other than `lower`, so that a place in one text is the same place in the other.
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
# What Python calls encodings and nobody writes mails in; some take very long.
_NO_CHARSETS = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}
_END_OF = {"!--": "-->"}
_UNSEEN = {"head", "script", "style", "title"}
_BREAKING = {"br", "p", "div", "tr", "li", "blockquote", "h1", "h2", "h3", "h4", "table"}


class _Field(str):
    """A header's text."""

    __slots__ = ()

    @property
    def content_disposition(self) -> str | None:
        """What the library asks of the header of this name."""
        return self.partition(";")[0].strip().lower() or None


class _Texts(EmailPolicy):
    """Leaves headers what they are, up to a length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Name and value of the lines of a header."""
        name, _, value = sourcelines[0][:LONGEST_HEADER].partition(":")
        for line in sourcelines[1:_LINES_OF_A_HEADER]:
            value += line[:LONGEST_HEADER]
        return name, value.strip(" \t\r\n")[:LONGEST_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> Any:  # noqa: ARG002
        """The value on one line."""
        return _Field("".join(value.splitlines()))


_POLICY = _Texts(refold_source="none")


def parse(raw: bytes) -> EmailMessage:
    """The mail in the bytes. Raises many things over a malformed one."""
    return cast("EmailMessage", BytesParser(policy=_POLICY).parsebytes(raw))


def parts_of(mail: EmailMessage) -> Iterator[EmailMessage]:
    """Every part, also inside of others."""
    for number, part in enumerate(mail.walk()):
        if number < MOST_PARTS and isinstance(part, EmailMessage):
            yield part


def header(mail: EmailMessage, name: str) -> str:
    """A header on one line, its encoded words read; "" when it is missing."""
    return one_line(_decoded(_text_of_header(mail, name)), 2000)


def address_of(mail: EmailMessage, name: str) -> str:
    """The first address in a header. Encoded words are names, whatever they look like."""
    return one_line(email.utils.parseaddr(_text_of_header(mail, name)[:2000])[1])


def _text_of_header(mail: EmailMessage, name: str) -> str:
    return str(mail.get(name) or "").encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _decoded(text: str) -> str:
    if "=?" not in text:
        return text
    try:
        return "".join(_word(content, charset) for content, charset in decode_header(text))
    except (MessageError, ValueError, binascii.Error):
        return text


def _word(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    # The library hands over what stands between encoded words in this encoding.
    return content.decode("raw_unicode_escape") if charset is None else text_in(content, charset)


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
    """The text of a part, cut at a length."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    return text_in(content[: 4 * LONGEST_TEXT], part.get_content_charset("utf-8"))


def text_in(content: bytes, charset: str) -> str:
    """The letters of bytes; those of an unknown charset are read as Latin."""
    try:
        if codecs.lookup(charset).name.replace("-", "_") not in _NO_CHARSETS:
            return content.decode(charset, "replace")
    except (LookupError, ValueError):  # unknown, or no name at all
        pass
    return content.decode("latin-1")


def shown_text(html: str) -> str:
    """What a reader of the HTML sees, as text. Takes a time that grows with the length and no faster."""
    words = "".join(_words_between_tags(html[: 2 * LONGEST_TEXT]))
    lines = [" ".join(line.split()) for line in unescape(words).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _words_between_tags(html: str) -> Iterator[str]:
    lower = html.translate(_LOWER)
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
