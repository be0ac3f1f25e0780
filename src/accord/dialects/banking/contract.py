"""How banking words things: camelCase, bare bodies, the channels a bank knows."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from accord.core.interactions import Channel
from accord.kit.http.formats import absent_when

BASE = "/api"
NAME = "banking"


class Body(msgspec.Struct, rename="camel", kw_only=True):
    """A request's body or query."""


class Shown(msgspec.Struct, rename="camel", kw_only=True):
    """A part of an answer. Documented keys are always there, null when empty."""


PLACEHOLDERS = (
    *("optional-interaction-id", "optional-case-id", "optional-customer-id"),
    "optional-context-json",
)
"""Words of the document's examples that stand for "not sent", so that the examples run as printed."""

OptionalId = Annotated[UUID | None, absent_when(*PLACEHOLDERS)]


class PageQuery(Body):
    """Which page of a list is asked for."""

    page: Annotated[int, Meta(ge=1, le=1_000_000_000)] = 1
    page_size: Annotated[int, Meta(ge=1, le=100)] = 50


class BankChannel(StrEnum):
    """The channels of the document."""

    BRANCH = "Branch"
    CALL_CENTER = "CallCenter"
    EMAIL = "Email"
    SMS = "SMS"
    WHATSAPP = "WhatsApp"
    MOBILE_APP = "MobileApp"
    WEB = "Web"
    ATM = "ATM"


# Every canonical channel as the nearest one that a bank knows; the first eight map in both directions.
SHOWN_CHANNEL: dict[Channel, BankChannel] = {
    Channel.IN_PERSON: BankChannel.BRANCH,
    Channel.PHONE: BankChannel.CALL_CENTER,
    Channel.EMAIL: BankChannel.EMAIL,
    Channel.SMS: BankChannel.SMS,
    Channel.WHATSAPP: BankChannel.WHATSAPP,
    Channel.MOBILE_APP: BankChannel.MOBILE_APP,
    Channel.WEB: BankChannel.WEB,
    Channel.ATM: BankChannel.ATM,
    Channel.CHAT: BankChannel.WEB,
    Channel.PUSH: BankChannel.MOBILE_APP,
    Channel.FACEBOOK: BankChannel.WEB,
    Channel.INSTAGRAM: BankChannel.WEB,
    Channel.TWITTER: BankChannel.WEB,
    Channel.INTERNAL: BankChannel.WEB,
}
WRITTEN_CHANNEL: dict[BankChannel, Channel] = {
    BankChannel.BRANCH: Channel.IN_PERSON,
    BankChannel.CALL_CENTER: Channel.PHONE,
    BankChannel.EMAIL: Channel.EMAIL,
    BankChannel.SMS: Channel.SMS,
    BankChannel.WHATSAPP: Channel.WHATSAPP,
    BankChannel.MOBILE_APP: Channel.MOBILE_APP,
    BankChannel.WEB: Channel.WEB,
    BankChannel.ATM: Channel.ATM,
}
