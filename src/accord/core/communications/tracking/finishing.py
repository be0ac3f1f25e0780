"""What an e-mail gets just before it leaves: links of its recipient's own, the pixel, attachments."""

import html
import re
from collections.abc import Callable

from msgspec import structs

from accord.core.communications.ports import OutboundMessage
from accord.core.communications.records import Communication
from accord.core.communications.templates import (
    AttachmentFolder,
    attachments_of,
    link_words,
    named_attachments,
)
from accord.core.interactions import Channel

from .links import LinkMaker

UNTRACKED_ORIGINS = frozenset({"conversation"})
MARK = "<!-- links -->"

# An element ends where the next begins, else many that are never closed would each be read to the end of the page.
_LINK = re.compile(r"""(<a\b[^<>]*?\shref\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)
_END = re.compile(r"</body>", re.IGNORECASE)
_SMALL = "margin:0 0 6px;font-size:12px;line-height:1.5;color:#5f6f6d"
_QUIET = "color:#5f6f6d;text-decoration:underline"
_HIDDEN = "display:block;width:1px;height:1px;border:0"


class MailFinisher:
    """Finishes e-mails; what goes another way, and answers of staff, leave as they are."""

    def __init__(self, links: LinkMaker, folder: AttachmentFolder | None) -> None:
        self._links = links
        self._folder = folder

    async def finish(self, communication: Communication, message: OutboundMessage) -> OutboundMessage:
        """The message as it leaves; the same at every attempt."""
        if message.channel is not Channel.EMAIL:
            return message
        names = named_attachments(communication.metadata)
        if names and self._folder is not None:
            files = await attachments_of(names, self._folder)
            message = structs.replace(message, attachments=(*message.attachments, *files))
        if communication.origin in UNTRACKED_ORIGINS:
            return message
        return self._linked(communication, message)

    def _linked(self, communication: Communication, message: OutboundMessage) -> OutboundMessage:
        made, links = communication, self._links
        unsubscribe = links.unsubscribe(made.id, made.customer_id)
        preferences = links.preferences(made.customer_id, since=made.created_at)
        words = link_words(message.language)
        offered = ((words["preferences"], preferences), (words["unsubscribe"], unsubscribe))
        headers = {
            **message.headers,
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        shown = message.html
        if shown is not None:
            shown = with_counted_clicks(shown, lambda address: links.click(made.id, address))
            shown = _with_way_out(shown, offered, links.pixel(made.id))
        return structs.replace(
            message, headers=headers, html=shown, text=_text_with_way_out(message.text, offered)
        )


def with_counted_clicks(page: str, rewrite: Callable[[str], str]) -> str:
    """The page with every link of the web replaced by what `rewrite` makes of it."""

    def replaced(found: re.Match[str]) -> str:
        quote, address = found[2][0], html.unescape(found[2][1:-1]).strip()
        made = rewrite(address)
        return found[0] if made == address else f"{found[1]}{quote}{html.escape(made)}{quote}"

    return _LINK.sub(replaced, page)


def _with_way_out(page: str, offered: tuple[tuple[str, str], ...], pixel: str) -> str:
    anchors = " &middot; ".join(
        f'<a href="{html.escape(address)}" style="{_QUIET}">{html.escape(words)}</a>'
        for words, address in offered
    )
    part = f'<p style="{_SMALL}">{anchors}</p>'
    image = f'<img src="{html.escape(pixel)}" width="1" height="1" alt="" style="{_HIDDEN}">'
    if MARK in page:
        return _before_end(page.replace(MARK, part, 1), image)
    return _before_end(page, part + image)


def _before_end(page: str, part: str) -> str:
    # Searched in the page itself: some letters are two when they are small, and all places behind them move.
    ends = [found.start() for found in _END.finditer(page)]
    end = ends[-1] if ends else len(page)
    return page[:end] + part + page[end:]


def _text_with_way_out(text: str, offered: tuple[tuple[str, str], ...]) -> str:
    lines = "\n".join(f"{words}: {address}" for words, address in offered)
    rule = "" if "\n--\n" in text else "\n--\n"
    return f"{text.rstrip()}\n{rule}{lines}\n"
