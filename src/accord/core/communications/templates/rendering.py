"""Words a message: a pure function, which nothing in a context can make fail, stall or say more than it should."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from accord.core.communications.ports import Rendered
from accord.core.customers import Customer
from accord.core.interactions import Channel
from accord.kit import log
from accord.kit.liquid import Language, RenderingFailed

from . import library, values, wording
from .records import Letter, Letterhead, MessageType, Worded
from .taking import taken_values

SMS_CHARACTERS = 160
CHAT_CHARACTERS = 4_096  # what messengers take
_MORE = "..."
_HALF_LINK = re.compile(r"\bhttps?:\S*\Z")
_TYPES = {each.value: each for each in MessageType}


def word(letter: Letter, letterhead: Letterhead) -> Worded:
    """The message's subject, text and HTML. Never fails: what a context lacks is left out and told to the log."""
    try:
        worded = _Wording(letter, letterhead).made()
    except RenderingFailed as failure:
        log.warning("message worded in general terms", type=letter.message_type, why=str(failure))
        bare = Letter(
            message_type=letter.message_type,
            channel=letter.channel,
            language=letter.language,
            given_name=letter.given_name,
            full_name=letter.full_name,
        )
        worded = _Wording(bare, letterhead).made()
    if worded.missing:
        log.info("message lacks values", type=letter.message_type, variables=", ".join(worded.missing))
    return worded


class Templates:
    """The texts of this package, under one letterhead."""

    def __init__(self, letterhead: Letterhead) -> None:
        self.letterhead = letterhead

    def render(
        self,
        message_type: str,
        channel: Channel,
        language: str,
        context: Mapping[str, Any],
        customer: Customer,
    ) -> Rendered:
        """The message of this type for this channel, in the nearest language there is."""
        worded = word(_letter(message_type, channel, language, context, customer), self.letterhead)
        return Rendered(text=worded.text, subject=worded.subject, html=worded.html)

    def taken_values(
        self, names: Sequence[str], language: str, context: Mapping[str, Any], customer: Customer
    ) -> tuple[str, ...]:
        """What a provider's own template takes: the values of these names in words, `""` where there is none."""
        letter = _letter("", Channel.WHATSAPP, language, context, customer)
        return taken_values(names, letter, self.letterhead)


def _letter(
    message_type: str, channel: Channel, language: str, context: Mapping[str, Any], customer: Customer
) -> Letter:
    return Letter(
        message_type=message_type,
        channel=channel,
        context=dict(context),
        language=language,
        given_name=customer.given_name,
        full_name=customer.full_name,
    )


def cut(text: str, most: int) -> str:
    """The text, or its beginning with `...`; half an address would lead somewhere else, so none is left."""
    if len(text) <= most:
        return text
    kept = text[: most - len(_MORE)]
    half = _HALF_LINK.search(kept)
    return (kept[: half.start()].rstrip() if half else kept) + _MORE


class _Wording:
    """One letter being worded."""

    def __init__(self, letter: Letter, letterhead: Letterhead) -> None:
        self.letter = letter
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
        }

    def made(self) -> Worded:
        """The message in its channel's form. Raises RenderingFailed."""
        missing = values.missing_of(self.type, self.values)
        if self.letter.channel is Channel.EMAIL:
            text = self._text("text", "text")
            return Worded(subject=self.subject, text=text, html=self._html(), missing=missing)
        if self.letter.channel is Channel.SMS:
            return Worded(subject=None, text=self._short(), html=None, missing=missing)
        text = cut(self._text("text", "chat"), CHAT_CHARACTERS)
        return Worded(subject=None, text=text, html=None, missing=missing)

    def _text(self, form: str, foot: str) -> str:
        return f"{self._body(form)}{self._frame('foot', foot)}\n"

    def _html(self) -> str:
        self.values["preview"] = " ".join(self._body("text").split())[:140]
        return f"{self._frame('head', 'html')}\n{self._body('html')}\n{self._frame('foot', 'html')}\n"

    def _short(self) -> str:
        return cut(" ".join(self._body("sms").split()), SMS_CHARACTERS)

    def _body(self, form: str) -> str:
        name = self.type or library.GENERIC
        return self._render(library.text_of(name, form, self.language), form)

    def _frame(self, part: str, form: str) -> str:
        return self._render(library.frame(part, form), form)

    def _render(self, template: Any, form: str) -> str:
        made: str = template.render(self.values, language=self.language)
        return made.strip("\n") if form == "html" else made.rstrip()
