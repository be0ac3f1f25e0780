"""How tourism words things: snake_case, bare bodies, `{items, total, page, size, pages}`, the channels it knows."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from accord.core.interactions import Channel

BASES = ("/api/v1", "/v1")
NAME = "tourism"
DEFAULT_LANGUAGE = "French"


class Body(msgspec.Struct, kw_only=True):
    """A request's body or query."""


class Shown(msgspec.Struct, kw_only=True):
    """A part of an answer. Documented keys are always there, null when empty."""


class PageQuery(Body):
    """Which page of a list is asked for."""

    page: Annotated[int, Meta(ge=1, le=1_000_000_000)] = 1
    size: Annotated[int, Meta(ge=1, le=100)] = 20


class MessageShown(Shown):
    """What a delete answers."""

    message: str


class TourChannel(StrEnum):
    """The channels of the document."""

    EMAIL = "email"
    PHONE = "phone"
    CHAT = "chat"
    IN_PERSON = "in-person"
    WHATSAPP = "whatsapp"
    SMS = "sms"


# Every canonical channel as the nearest one that a tour operator knows; internal notes are not shown here.
SHOWN_CHANNEL: dict[Channel, TourChannel] = {
    Channel.EMAIL: TourChannel.EMAIL,
    Channel.PHONE: TourChannel.PHONE,
    Channel.CHAT: TourChannel.CHAT,
    Channel.IN_PERSON: TourChannel.IN_PERSON,
    Channel.WHATSAPP: TourChannel.WHATSAPP,
    Channel.SMS: TourChannel.SMS,
    Channel.WEB: TourChannel.CHAT,
    Channel.MOBILE_APP: TourChannel.CHAT,
    Channel.ATM: TourChannel.IN_PERSON,
    Channel.PUSH: TourChannel.CHAT,
    Channel.FACEBOOK: TourChannel.CHAT,
    Channel.INSTAGRAM: TourChannel.CHAT,
    Channel.TWITTER: TourChannel.CHAT,
}
WRITTEN_CHANNEL: dict[TourChannel, Channel] = {
    TourChannel.EMAIL: Channel.EMAIL,
    TourChannel.PHONE: Channel.PHONE,
    TourChannel.CHAT: Channel.CHAT,
    TourChannel.IN_PERSON: Channel.IN_PERSON,
    TourChannel.WHATSAPP: Channel.WHATSAPP,
    TourChannel.SMS: Channel.SMS,
}
