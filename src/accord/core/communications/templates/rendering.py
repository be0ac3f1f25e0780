"""Words a message: a pure function, which nothing in a context can make fail, stall or say more than it should."""

from typing import Any

from accord.core.interactions import Channel
from accord.kit import log
from accord.kit.liquid import Language, RenderingFailed

from . import library, values, wording
from .records import Letter, Letterhead, Links, MessageType, Rendered

SMS_CHARACTERS = 160
_TYPES = {each.value: each for each in MessageType}
_NO_LINKS = Links()


def render(letter: Letter, letterhead: Letterhead, links: Links = _NO_LINKS) -> Rendered:
    """The message's subject, text and HTML. Never fails: what a context lacks is left out and told to the log."""
    try:
        rendered = _Wording(letter, letterhead, links).made()
    except RenderingFailed as failure:
        log.warning("message worded in general terms", type=letter.message_type, why=str(failure))
        bare = Letter(
            message_type=letter.message_type,
            channel=letter.channel,
            language=letter.language,
            given_name=letter.given_name,
            full_name=letter.full_name,
        )
        rendered = _Wording(bare, letterhead, links).made()
    if rendered.missing:
        log.info("message lacks values", type=letter.message_type, variables=", ".join(rendered.missing))
    return rendered


class _Wording:
    """One letter being worded."""

    def __init__(self, letter: Letter, letterhead: Letterhead, links: Links) -> None:
        self.letter = letter
        self.links = links
        self.language: Language = wording.language_of(letter.language)
        self.type = _TYPES.get(letter.message_type)
        self.values = values.values_of(letter)
        subject = values.subject_given(letter.context)
        self.subject = subject or wording.default_subject(self.type, self.language, letterhead.name)
        self.values |= {
            "first_name": values.first_name_of(letter, wording.nobodys_name(self.language)),
            "company": letterhead.name,
            "postal_address": letterhead.postal_address,
            "language": str(self.language),
            "subject": self.subject,
            "words": wording.WORDS[self.language],
            "unsubscribe_url": links.unsubscribe,
            "preferences_url": links.preferences,
            "pixel_url": links.pixel,
        }

    def made(self) -> Rendered:
        """The message in its channel's form. Raises RenderingFailed."""
        missing = values.missing_of(self.type, self.values)
        if self.letter.channel is Channel.EMAIL:
            text = self._text("text", "text")
            return Rendered(subject=self.subject, text=text, html=self._html(), missing=missing)
        if self.letter.channel is Channel.SMS:
            return Rendered(subject=None, text=self._short(), html=None, missing=missing)
        return Rendered(subject=None, text=self._text("text", "chat"), html=None, missing=missing)

    def _text(self, form: str, foot: str) -> str:
        return f"{self._body(form)}{self._frame('foot', foot)}\n"

    def _html(self) -> str:
        self.values["preview"] = " ".join(self._body("text").split())[:140]
        return f"{self._frame('head', 'html')}\n{self._body('html')}\n{self._frame('foot', 'html')}\n"

    def _short(self) -> str:
        text = " ".join(self._body("sms").split())
        return text if len(text) <= SMS_CHARACTERS else text[: SMS_CHARACTERS - 3] + "..."

    def _body(self, form: str) -> str:
        name = self.type or library.GENERIC
        return self._render(library.text_of(name, form, self.language), form)

    def _frame(self, part: str, form: str) -> str:
        return self._render(library.frame(part, form), form)

    def _render(self, template: Any, form: str) -> str:
        rewrite = self.links.click if form == "html" else None
        made: str = template.render(self.values, language=self.language, rewrite=rewrite)
        return made.strip("\n") if form == "html" else made.rstrip()
