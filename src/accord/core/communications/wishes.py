"""What a customer's stored wishes amount to: defaults, and two ways of saying which channels are preferred."""

from collections.abc import Sequence
from typing import Any

from accord.core.errors import Invalid
from accord.core.interactions import Channel
from accord.kit.problems import Problem
from accord.kit.zones import ZONES

from .addresses import usable
from .preference_store import StoredPreferences
from .records import PreferenceChanges, Preferences
from .timing import QUIET_END, QUIET_START

BOTH = "both"
_WORDS = (Channel.EMAIL, Channel.SMS, Channel.PUSH)
OPT_OUT_FIELDS = {
    "opt_out_email": Channel.EMAIL,
    "opt_out_sms": Channel.SMS,
    "opt_out_whatsapp": Channel.WHATSAPP,
    "opt_out_push": Channel.PUSH,
}
COLUMNS = ("preferred_channels", "timezone", "quiet_start", "quiet_end")
ATTRIBUTES = ("frequency", "categories")


def preferences_of(stored: StoredPreferences) -> Preferences:
    """The wishes that hold: what was stored, defaults for the rest."""
    written = stored.written or {}
    return Preferences(
        customer_id=stored.customer_id,
        preferred_channels=channels_meant(stored.preferred_channels, _word(written.get("channel"))),
        timezone=stored.timezone or "UTC",
        quiet_start=stored.quiet_start or QUIET_START,
        quiet_end=stored.quiet_end or QUIET_END,
        opt_outs=sorted(stored.opt_outs, key=lambda each: each.channel),
        language=stored.language,
        frequency=_word(written.get("frequency")),
        categories=_words(written.get("categories")),
        available_channels=available(stored.email, stored.phone),
        created_at=stored.created_at,
        updated_at=stored.updated_at,
    )


def channels_meant(stored: Sequence[Channel] | None, word: str | None) -> list[Channel] | None:
    """The preferred channels, from the list and from the shop's word for it.

    A word that does not follow from the list was written after it, and moves its channel to the front.
    """
    if word is None or (stored is not None and word == word_for(stored)):
        return None if stored is None else list(stored)
    meant = [channel for channel in _WORDS if word in (channel, BOTH)]
    front = [channel for channel in meant if word != BOTH or channel is not Channel.PUSH]
    return [*front, *(channel for channel in stored or () if channel not in front)]


def word_for(channels: Sequence[Channel] | None) -> str | None:
    """The shop's word for preferred channels: `email`, `sms`, `push`, `both`; None when there is no preference."""
    if not channels:
        return None
    if list(channels) == [Channel.EMAIL, Channel.SMS]:
        return BOTH
    return next((channel.value for channel in channels if channel in _WORDS), Channel.SMS.value)


def available(email: str | None, phone: str | None) -> list[Channel]:
    """The channels that have an address."""
    found = [Channel.EMAIL] if email and usable(Channel.EMAIL, email) else []
    if phone and usable(Channel.SMS, phone):
        found += [Channel.SMS, Channel.WHATSAPP]
    return found


def ensure_meaningful(changes: PreferenceChanges) -> None:
    """Refuse a time zone that does not exist and a channel named twice. Raises Invalid."""
    problems = []
    if isinstance(changes.timezone, str) and changes.timezone not in ZONES:
        problems.append(Problem("timezone", "must be an IANA time zone such as Europe/Berlin"))
    channels = changes.preferred_channels
    if isinstance(channels, list) and len(set(channels)) < len(channels):
        problems.append(Problem("preferred_channels", "must not name a channel twice"))
    if problems:
        raise Invalid(problems)


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _words(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
