"""How this installation reaches people: what the acts of sending are given by whoever puts everything together."""

from collections.abc import Mapping

import msgspec

from accord.core.interactions import Channel
from accord.kit.records import Record

from .ports import ContactContext, Finisher, Renderer
from .retries import ATTEMPTS, WAITS_SECONDS
from .timing import Timing

HELP_TEXT = "Reply STOP to receive no more messages here, START to receive them again."


class SessionTemplate(Record):
    """A WhatsApp template that may be sent outside a session: its name, and which values of the context it takes."""

    name: str
    values: tuple[str, ...] = ()
    language: str = "en"


class Outreach(msgspec.Struct, frozen=True, kw_only=True):
    """The ways and rules of sending.

    `channels` are those that can send at all. `session_templates`, by message type, are what WhatsApp may be used
    for outside 24 hours after the customer's last message; None where that rule does not hold (no real provider).
    `promotional_per_day` is how many promotional messages a customer gets in 24 hours at most; 0 is no limit.
    `retry_waits` are the seconds after the first, second and further attempts.
    """

    channels: frozenset[Channel]
    renderer: Renderer
    finisher: Finisher | None = None
    live: ContactContext | None = None
    timing: Timing = Timing.PROMPT
    session_templates: Mapping[str, SessionTemplate] | None = None
    promotional_per_day: int = 0
    attempts: int = ATTEMPTS
    retry_waits: tuple[float, ...] = WAITS_SECONDS
    help_text: str = HELP_TEXT
