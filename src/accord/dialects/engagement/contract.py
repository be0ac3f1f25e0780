"""How engagement words things: snake_case, bare bodies, three channels, times of day as HH:MM."""

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from accord.core.interactions import Channel
from accord.kit.http.bodies import InvalidInput
from accord.kit.http.formats import Format, formatted
from accord.kit.problems import Problem
from accord.kit.zones import ZONES

BASE = "/api/crm"
NAME = "engagement"
TITLE = "CRM Communication Engine"
ORIGIN = "engagement"
DEFAULT_LANGUAGE = "en"


class Body(msgspec.Struct, kw_only=True):
    """A request's body or query. Blank text is a wrong value of a channel, a time, a boolean."""

    judges_blank: ClassVar[bool] = True


class Shown(msgspec.Struct, kw_only=True):
    """A part of an answer. Documented keys are always there, null when empty."""


class PageQuery(Body):
    """Which part of a list is asked for."""

    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    offset: Annotated[int, Meta(ge=0, le=1_000_000_000)] = 0


class MessageChannel(StrEnum):
    """The channels of the document."""

    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"


# Every canonical channel as the nearest one of the document.
SHOWN_CHANNEL: dict[Channel, MessageChannel] = {
    Channel.EMAIL: MessageChannel.EMAIL,
    Channel.SMS: MessageChannel.SMS,
    Channel.WHATSAPP: MessageChannel.WHATSAPP,
    Channel.PHONE: MessageChannel.SMS,
    Channel.IN_PERSON: MessageChannel.EMAIL,
    Channel.CHAT: MessageChannel.WHATSAPP,
    Channel.WEB: MessageChannel.EMAIL,
    Channel.MOBILE_APP: MessageChannel.WHATSAPP,
    Channel.ATM: MessageChannel.SMS,
    Channel.PUSH: MessageChannel.WHATSAPP,
    Channel.FACEBOOK: MessageChannel.WHATSAPP,
    Channel.INSTAGRAM: MessageChannel.WHATSAPP,
    Channel.TWITTER: MessageChannel.WHATSAPP,
}
WRITTEN_CHANNEL: dict[MessageChannel, Channel] = {
    MessageChannel.EMAIL: Channel.EMAIL,
    MessageChannel.SMS: Channel.SMS,
    MessageChannel.WHATSAPP: Channel.WHATSAPP,
}

_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_IS_CLOCK = Format(
    "time", "a time of day as HH:MM, from 00:00 to 23:59", lambda text: _CLOCK.fullmatch(text) is not None
)
_IS_ZONE = Format("timezone", "an IANA time zone such as Asia/Kolkata", lambda text: text in ZONES)

TimeOfDay = Annotated[str, formatted(_IS_CLOCK)]
TimeZoneName = Annotated[str, formatted(_IS_ZONE)]


def read_time(text: str) -> time:
    """The time of day that `HH:MM` names."""
    return time(int(text[:2]), int(text[3:]))


def show_channel(channel: Channel | None) -> MessageChannel | None:
    """The document's word for a channel; null for none."""
    return None if channel is None else SHOWN_CHANNEL.get(channel)


def beginning_of(day: date | None, zone: ZoneInfo, *, days: int = 0) -> datetime | None:
    """When a day, or one so many days later, begins; None for no day, and beyond the calendar."""
    try:
        return None if day is None else datetime.combine(day + timedelta(days=days), time(), zone)
    except OverflowError:
        return None


def ensure_order(start: date | None, end: date | None) -> None:
    """Refuse a period that ends before it begins. Raises InvalidInput."""
    if start is not None and end is not None and start > end:
        message = "start_date must not be after end_date"
        raise InvalidInput((Problem("start_date", message, "out_of_range", where="query"),))
