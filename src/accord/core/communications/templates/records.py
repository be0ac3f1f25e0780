"""What a message is made of, and what is made."""

from enum import StrEnum
from typing import Any

import msgspec

from accord.core.interactions import Channel
from accord.kit.records import Record

MOST_CONTEXT_BYTES = 64 * 1024


class MessageType(StrEnum):
    """The messages that there are templates for, in the contract's order."""

    WELCOME = "welcome"
    BUDGET_SUMMARY = "budget_summary"
    VENDOR_OPTIONS = "vendor_options"
    SELECTION_CONFIRMATION = "selection_confirmation"
    BLUEPRINT_DELIVERY = "blueprint_delivery"
    ERROR_NOTIFICATION = "error_notification"
    REMINDER = "reminder"


class Letter(Record):
    """One message to be worded.

    A `message_type` that no template knows is worded in general terms. `language` is any text that names one;
    what is neither English nor French is written in English. The names are the customer's own, for a context
    without `client_name`.
    """

    message_type: str
    channel: Channel
    context: dict[str, Any] = msgspec.field(default_factory=dict)
    language: str | None = None
    given_name: str | None = None
    full_name: str | None = None


class Letterhead(Record):
    """Who writes. Without a postal address the footer has none."""

    name: str = "Accord"
    postal_address: str | None = None


class Worded(Record):
    """A worded message: plain text always, HTML and a subject for e-mail alone.

    `missing` has the names of variables that the template knows how to use and the context lacks.
    """

    subject: str | None
    text: str
    html: str | None
    missing: tuple[str, ...] = ()
