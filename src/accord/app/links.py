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
        kind, _, token = path[1:].rpartition("/")
        if kind not in ("t/o", "t/c", "u", "p") or not token:
            return None
        if method not in ("GET", "HEAD", "POST") or (method == "POST" and kind.startswith("t")):
            return link_pages.bad_link(self._house)
        try:
            return await self._answer(kind, token, scope, receive)
        except BadLink:
            return link_pages.bad_link(self._house)
        except DatabaseUnavailable:
            again = "<p>Please try again in a moment.</p>"
            sorry = link_pages.page("Not available now", again, house=self._house, status=503)
            return sorry.header("retry-after", "5")

    async def _answer(self, kind: str, token: str, scope: Scope, receive: Receive) -> Answer:
        if kind == "t/o":
            return await self._open(token.removesuffix(".gif"), scope)
        if kind == "t/c":
            return await self._click(token, scope)
        if kind == "u":
            return await self._unsubscribe(token, scope)
        return await self._choose(token, scope, receive)

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

    async def _unsubscribe(self, token: str, scope: Scope) -> Answer:
        """RFC 8058: only POST acts, since programs look at links before people do."""
        self._links.read_unsubscribe(token)
        if scope["method"] != "POST":
            return link_pages.confirm_unsubscribe(self._house)
        async with self._platform.context(SYSTEM, VIA) as ctx:
            await unsubscribe_by_link(ctx, self._links, token)
        return link_pages.unsubscribed(self._house)

    async def _choose(self, token: str, scope: Scope, receive: Receive) -> Answer:
        changes, problems = None, ["The form could not be read."]
        if scope["method"] == "POST" and (form := await _form(receive)) is not None:
            changes, problems = _changes_of(form)
        if changes is not None and not problems:
            try:
                async with self._platform.context(SYSTEM, VIA) as ctx:
                    wishes = await choose_by_link(ctx, self._links, token, changes)
                return link_pages.preference_page(wishes, self._house, saved=True)
            except Invalid as refused:
                problems = [
                    f"{problem.field.replace('_', ' ').capitalize()} {problem.message}."
                    for problem in refused.problems
                ]
        async with self._platform.context(SYSTEM, VIA) as ctx:
            wishes = await choices_by_link(ctx, self._links, token)
        shown = problems if scope["method"] == "POST" else []
        return link_pages.preference_page(wishes, self._house, problems=shown)


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


def _changes_of(form: dict[str, list[str]]) -> tuple[PreferenceChanges, list[str]]:
    """What a form asks for; a box that is not ticked is not sent."""
    allowed = set(form.get("allow", []))
    start, end = _time(form, "quiet_start"), _time(form, "quiet_end")
    problems = [] if start is not None and end is not None else ["Times are written as 22:00."]
    changes = PreferenceChanges(
        preferred_channels=[channel for channel in link_pages.CHANNELS if channel in form.get("prefer", [])],
        timezone=(form.get("timezone") or ["UTC"])[-1][:60],
        quiet_start=start,
        quiet_end=end,
        opt_out_email=Channel.EMAIL not in allowed,
        opt_out_sms=Channel.SMS not in allowed,
        opt_out_whatsapp=Channel.WHATSAPP not in allowed,
    )
    return changes, problems


def _time(form: dict[str, list[str]], name: str) -> time | None:
    try:
        return time.fromisoformat((form.get(name) or [""])[-1][:8]).replace(second=0, tzinfo=None)
    except ValueError:
        return None
