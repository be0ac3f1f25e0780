"""The links of e-mails: the open pixel, the click redirect, one-click unsubscribe, the preference page."""

import base64
from datetime import time
from urllib.parse import parse_qs

from accord.core.communications import PreferenceChanges
from accord.core.communications.tracking import (
    BadLink,
    Visit,
    choices_by_link,
    choose_by_link,
    find_destination,
    note_click,
    note_open,
    unsubscribe_by_link,
)
from accord.core.context import SYSTEM
from accord.core.errors import Invalid
from accord.core.interactions import Channel
from accord.kit import log
from accord.kit.db import DatabaseUnavailable
from accord.kit.http.answers import Answer
from accord.kit.http.asgi import Receive, Scope
from accord.kit.http.pipeline import header_of

from . import link_pages
from .compose import Platform
from .page_words import Words, words_accepted, words_in

VIA = "link"
MOST_FORM = 16 * 1024
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_GIF = (b"content-type", b"image/gif")
_PURPOSES = (b"purpose", b"sec-purpose", b"x-purpose", b"x-moz")


class Links:
    """Answers `/t/o/`, `/t/c/`, `/u/` and `/p/`. A link that is not ours reads as one that does not work."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._links = platform.links
        self._house = platform.settings.organisation.name

    async def find(self, scope: Scope, receive: Receive) -> Answer | None:
        """The answer to a request for a link, None when the path is none."""
        method, path = scope["method"], scope["path"].rstrip("/")
        words = words_accepted(header_of(scope, b"accept-language"))
        kind, _, token = path[1:].rpartition("/")
        if kind not in ("t/o", "t/c", "u", "p") or not token:
            return None
        if method not in ("GET", "HEAD", "POST") or (method == "POST" and kind.startswith("t")):
            return link_pages.bad_link(words, self._house)
        try:
            return await self._answer(kind, token, scope, receive, words)
        except BadLink:
            return link_pages.bad_link(words, self._house)
        except DatabaseUnavailable:
            return link_pages.away(words, self._house).header("retry-after", "5")

    async def _answer(self, kind: str, token: str, scope: Scope, receive: Receive, words: Words) -> Answer:
        if kind == "t/o":
            return await self._open(token.removesuffix(".gif"), scope)
        if kind == "t/c":
            return await self._click(token, scope)
        if kind == "u":
            return await self._unsubscribe(token, scope, words)
        return await self._choose(token, scope, receive, words)

    async def _open(self, token: str, scope: Scope) -> Answer:
        """The pixel, whatever becomes of noting it: a mail must not show a broken image."""
        self._links.read_pixel(token)
        try:
            async with self._platform.context(SYSTEM, VIA) as ctx:
                await note_open(ctx, self._platform.outreach, self._links, token, _visit(scope))
        except DatabaseUnavailable as failure:
            log.failure("open not noted", failure)
        return Answer(200, PIXEL, (_GIF, *link_pages.PRIVATE))

    async def _click(self, token: str, scope: Scope) -> Answer:
        """The way on, whatever becomes of noting it."""
        address = find_destination(self._links, token)
        try:
            async with self._platform.context(SYSTEM, VIA) as ctx:
                await note_click(ctx, self._platform.outreach, self._links, token, _visit(scope))
        except DatabaseUnavailable as failure:
            log.failure("click not noted", failure)
        return Answer(302, b"", link_pages.PRIVATE).header("location", address)

    async def _unsubscribe(self, token: str, scope: Scope, words: Words) -> Answer:
        """RFC 8058: only POST acts, since programs look at links before people do."""
        self._links.read_unsubscribe(token)
        if scope["method"] != "POST":
            return link_pages.confirm_unsubscribe(words, self._house)
        async with self._platform.context(SYSTEM, VIA) as ctx:
            await unsubscribe_by_link(ctx, self._links, token)
        return link_pages.unsubscribed(words, self._house)

    async def _choose(self, token: str, scope: Scope, receive: Receive, words: Words) -> Answer:
        """The page in the customer's language, else in the browser's."""
        is_sent = scope["method"] == "POST"
        form = await _form(receive) if is_sent else None
        changes = _changes_of(form) if form is not None else None
        async with self._platform.context(SYSTEM, VIA) as ctx:
            wishes = await choices_by_link(ctx, self._links, token)
        words = words_in(wishes.language) if wishes.language else words
        if changes is None:
            problem = words.bad_form if form is None else words.bad_time
            return link_pages.preference_page(
                words, wishes, self._house, problem=problem if is_sent else None
            )
        try:
            async with self._platform.context(SYSTEM, VIA) as ctx:
                wishes = await choose_by_link(
                    ctx, self._links, token, changes, offered=frozenset(words.channels)
                )
        except Invalid:
            return link_pages.preference_page(words, wishes, self._house, problem=words.bad_zone)
        return link_pages.preference_page(words, wishes, self._house, saved=True)


def _visit(scope: Scope) -> Visit:
    said = [header_of(scope, name) or "" for name in _PURPOSES]
    return Visit(
        user_agent=header_of(scope, b"user-agent") or "", purpose=" ".join(said), method=scope["method"]
    )


async def _form(receive: Receive) -> dict[str, list[str]] | None:
    """The fields of a form, None for what is none or is too large."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > MOST_FORM:
            return None
        if not message.get("more_body"):
            break
    try:
        return parse_qs(body.decode(), max_num_fields=50, keep_blank_values=True)
    except ValueError:
        return None


def _changes_of(form: dict[str, list[str]]) -> PreferenceChanges | None:
    """What a form asks for, None when its times are none; a box that is not ticked is not sent."""
    allowed, preferred = set(form.get("allow", [])), form.get("prefer", [])
    start, end = _time(form, "quiet_start"), _time(form, "quiet_end")
    if start is None or end is None:
        return None
    return PreferenceChanges(
        preferred_channels=[channel for channel in Channel if channel in preferred],
        timezone=(form.get("timezone") or ["UTC"])[-1][:60],
        quiet_start=start,
        quiet_end=end,
        opt_out_email=Channel.EMAIL not in allowed,
        opt_out_sms=Channel.SMS not in allowed,
        opt_out_whatsapp=Channel.WHATSAPP not in allowed,
    )


def _time(form: dict[str, list[str]], name: str) -> time | None:
    try:
        return time.fromisoformat((form.get(name) or [""])[-1][:8]).replace(second=0, tzinfo=None)
    except ValueError:
        return None
