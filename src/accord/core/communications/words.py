"""What a customer's message asks for, read from its words."""

import re

from .records import Intent

STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
START = frozenset({"start"})
HELP = frozenset({"help"})

_AROUND = re.compile(r"^[\s\"'.!?,;:]+|[\s\"'.!?,;:]+$")
_INTENTS = (
    (Intent.CONFIRMATION, re.compile(r"\b(?:yes|confirm|ok|approve)\b", re.IGNORECASE)),
    (Intent.REJECTION, re.compile(r"\b(?:no|cancel)\b", re.IGNORECASE)),
    (Intent.SELECTION, re.compile(r"\b(?:option|choice)\s+(\d{1,3})\b", re.IGNORECASE)),
    (Intent.HELP_REQUEST, re.compile(r"\b(?:help|support|question)\b", re.IGNORECASE)),
)


def intent_of(text: str) -> Intent:
    """The intent of a message. A stop word or `START` counts only as the whole message, in any letter case."""
    said = _AROUND.sub("", text).lower()
    if said in STOP:
        return Intent.OPT_OUT
    if said in START:
        return Intent.OPT_IN
    return next((intent for intent, words in _INTENTS if words.search(text)), Intent.UNKNOWN)


def selected(text: str) -> int | None:
    """The number that a selection names (`option 2`)."""
    found = _INTENTS[2][1].search(text)
    return int(found[1]) if found else None


def asks_for_help(text: str) -> bool:
    """Whether the whole message is `HELP`, which is answered at once."""
    return _AROUND.sub("", text).lower() in HELP
