"""The names that people have for values: a condition may use any of them, in any letter case."""

import re
from typing import Any

import msgspec

from accord.core.cases import CaseStatus
from accord.core.customers import BankSegment, ContactType, KYCStatus
from accord.core.interactions import Channel
from accord.core.sentiment import Sentiment
from accord.core.sla import Priority

_SEPARATORS = re.compile(r"[\s_\-.]+")


def plain(name: str) -> str:
    """A name without letter case and separators: `inProgress`, `in_progress` and `In Progress` are one."""
    return _SEPARATORS.sub("", name).casefold()


_STATUSES = {plain(status): status.value for status in CaseStatus}
_CHANNELS = {plain(channel): channel.value for channel in Channel} | {
    "branch": Channel.IN_PERSON.value,
    "callcenter": Channel.PHONE.value,
}
_SENTIMENTS = {plain(each): each.value for each in Sentiment} | {"angry": Sentiment.VERY_NEGATIVE.value}
_PRIORITIES = {plain(priority): priority.value for priority in Priority} | {
    "critical": Priority.P0.value,
    "high": Priority.P1.value,
    "medium": Priority.P2.value,
    "normal": Priority.P2.value,
    "low": Priority.P3.value,
}
# By the plain name of a field: what its values are called, and what they are.
_WORDS: dict[str, dict[str, str]] = {
    "priority": _PRIORITIES,
    "status": _STATUSES,
    "previousstatus": _STATUSES,
    "channel": _CHANNELS,
    "sentiment": _SENTIMENTS,
    "sentimenttype": _SENTIMENTS,
    "segment": {plain(each): each.value for each in BankSegment},
    "contacttype": {plain(each): each.value for each in ContactType},
    "kycstatus": {plain(each): each.value for each in KYCStatus},
}


def canonical(field: str, value: Any) -> str:
    """The one text for a value of a field, whatever it was called: `High` and `p1` are `P1` for a priority."""
    if isinstance(value, str):
        return _canonical_text(field, value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return msgspec.json.encode(value).decode()


def _canonical_text(field: str, text: str) -> str:
    words = _WORDS.get(plain(field))
    if words is None:
        return text.strip().casefold()
    return words.get(plain(text), plain(text))


def word_named(field: str, text: str) -> str | None:
    """The canonical word that a text names for an enumerated field; None for a text that names none."""
    return _WORDS[field].get(plain(text))
