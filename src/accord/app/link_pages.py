"""The pages behind the links of e-mails: plain HTML that needs no script."""

import base64
import hashlib
import html

from accord.core.communications import Preferences
from accord.core.interactions import Channel
from accord.kit.http.answers import Answer, Header
from accord.kit.zones import ZONES

from .page_words import Words

STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#eef3f2;color:#1d2b2a;font:16px/1.6 -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{max-width:560px;margin:48px auto;background:#fff;border-radius:14px;overflow:hidden}
header{background:#14514d;color:#fff;padding:20px 36px;font-weight:600}
section{padding:28px 36px 36px}
h1{font-size:24px;line-height:1.3;margin:0 0 12px}
p{margin:0 0 16px}
fieldset{border:1px solid #dfe7e5;border-radius:10px;margin:0 0 18px;padding:10px 18px 14px}
legend{font-weight:600;padding:0 6px}
label{display:block;margin:6px 0}
input[type=time],select{font:inherit;padding:8px 10px;width:100%}
input[type=time],select{border:1px solid #9fb3b0;border-radius:8px;background:#fff}
.pair{display:flex;gap:16px}.pair label{flex:1}
button{font:inherit;font-weight:600;padding:12px 26px;cursor:pointer}
button{color:#fff;background:#14514d;border:0;border-radius:8px}
button:focus-visible,input:focus-visible,select:focus-visible{outline:3px solid #e89e3c;outline-offset:2px}
.done{background:#e5f3ee;border-radius:8px;padding:10px 16px}
.wrong{background:#fdecea;border-radius:8px;padding:10px 16px}
@media(max-width:600px){main{margin:0;border-radius:0}section,header{padding-left:20px;padding-right:20px}}
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
PRIVATE: tuple[Header, ...] = (
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-robots-tag", b"noindex"),
)


def page(words: Words, title: str, body: str, *, house: str, status: int = 200) -> Answer:
    """A page of its own; `body` is HTML of ours, the rest is text."""
    name, head = html.escape(house), html.escape(title)
    text = (
        f'<!DOCTYPE html>\n<html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{head} - {name}</title><style>{STYLE}</style></head>"
        f"<body><main><header>{name}</header><section><h1>{head}</h1>{body}</section></main></body></html>\n"
    )
    kind = (b"content-type", b"text/html; charset=utf-8")
    return Answer(status, text.encode(), (kind, (b"content-security-policy", _POLICY.encode()), *PRIVATE))


def bad_link(words: Words, house: str) -> Answer:
    """What a link that is not ours, or not any more, leads to."""
    return page(words, words.bad_link, _paragraph(words.bad_link_why), house=house, status=404)


def away(words: Words, house: str) -> Answer:
    """What is told while the database is away."""
    return page(words, words.away, _paragraph(words.away_until), house=house, status=503)


def confirm_unsubscribe(words: Words, house: str) -> Answer:
    """The question before an unsubscribe by hand: looking at the page changes nothing."""
    asked = _paragraph(words.ask_unsubscribe.format(house=house))
    form = f'<form method="post"><button type="submit">{html.escape(words.unsubscribe)}</button></form>'
    return page(words, words.unsubscribe, asked + form, house=house)


def unsubscribed(words: Words, house: str) -> Answer:
    """What is told afterwards, also to programs."""
    return page(words, words.unsubscribed, _paragraph(words.no_more), house=house)


def preference_page(
    words: Words, wishes: Preferences, house: str, *, saved: bool = False, problem: str | None = None
) -> Answer:
    """The form in which a customer chooses; with what was wrong with what was sent before."""
    note = f'<p class="done" role="status">{html.escape(words.saved)}</p>' if saved else ""
    if problem is not None:
        note = f'<p class="wrong" role="alert">{html.escape(problem)}</p>'
    groups = (
        (words.allowed, _allowed(words, wishes)),
        (words.preferred, _preferred(words, wishes)),
        (words.quiet, _quiet(words, wishes)),
    )
    fields = "".join(
        f"<fieldset><legend>{html.escape(name)}</legend>{group}</fieldset>" for name, group in groups
    )
    save = f'<button type="submit">{html.escape(words.save)}</button>'
    body = f'{note}{_paragraph(words.how)}<form method="post">{fields}{save}</form>'
    return page(words, words.preferences, body, house=house, status=200 if problem is None else 400)


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def _allowed(words: Words, wishes: Preferences) -> str:
    return "".join(
        _box("allow", channel, name, checked=not wishes.is_opted_out(channel))
        for channel, name in words.channels.items()
    )


def _preferred(words: Words, wishes: Preferences) -> str:
    return "".join(
        _box("prefer", channel, name, checked=channel in (wishes.preferred_channels or ()))
        for channel, name in words.channels.items()
    )


def _quiet(words: Words, wishes: Preferences) -> str:
    zones = "".join(
        f"<option{' selected' if zone == wishes.timezone else ''}>{html.escape(zone)}</option>"
        for zone in sorted(ZONES | {wishes.timezone})
    )
    start, end, zone = (html.escape(word) for word in (words.start, words.end, words.zone))
    return (
        '<div class="pair">'
        f'<label>{start} <input type="time" name="quiet_start" value="{wishes.quiet_start:%H:%M}" required></label>'
        f'<label>{end} <input type="time" name="quiet_end" value="{wishes.quiet_end:%H:%M}" required></label></div>'
        f'<label>{zone} <select name="timezone">{zones}</select></label>'
    )


def _box(group: str, channel: Channel, name: str, *, checked: bool) -> str:
    mark = " checked" if checked else ""
    return (
        f'<label><input type="checkbox" name="{group}" value="{channel}"{mark}> {html.escape(name)}</label>'
    )
