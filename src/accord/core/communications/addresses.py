"""Where a channel finds a customer, and how addresses are compared."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from accord.core.customers import Customer
from accord.core.interactions import Channel
from accord.kit.emails import is_email

from . import lines

IN_CONTEXT = ("recipient_email", "client_email", "recipient_phone", "client_phone")
_BY_PHONE = frozenset({Channel.SMS, Channel.WHATSAPP, Channel.PHONE})
_PHONE = re.compile(r"\+[0-9]{4,15}")
_DECORATION = re.compile(r"[\s\-()\[\]{}./\u00a0\u2010-\u2015]+")


def address_for(channel: Channel, context: Mapping[str, Any], customer: Customer) -> str | None:
    """The address that a message to this customer uses: what the context names, else the customer's own.

    What cannot be an address is none: nobody else is written to instead.
    """
    if channel is Channel.EMAIL:
        found = _told(context, *IN_CONTEXT[:2]) or _text(customer.email)
    elif channel in _BY_PHONE:
        found = _told(context, *IN_CONTEXT[2:]) or _text(customer.phone)
    else:
        return None
    return usable(channel, found) if found else None


def usable(channel: Channel, address: str) -> str | None:
    """The address as it is used on the channel; None when it can be none."""
    address = normalised(channel, address)
    if channel in _BY_PHONE:
        return address if _PHONE.fullmatch(address) else None
    return address if is_email(address) else None


def normalised(channel: Channel, address: str) -> str:
    """The address as it is used: a phone loses spaces, dashes and brackets, and starts with `+`."""
    address = address.strip()
    if channel in _BY_PHONE:
        digits = _DECORATION.sub("", address.removeprefix("whatsapp:"))
        return digits if digits.startswith("+") or not digits else f"+{digits}"
    return address


def spellings(channel: Channel, address: str) -> list[str]:
    """How customers' records may write the address: a line has several numbers, and its `+` may be missing."""
    forms = _forms(channel, address)
    return [*forms, *(each[1:] for each in forms)] if channel in _BY_PHONE else forms


def digest(channel: Channel, address: str) -> bytes:
    """What a suppressed address is looked up by. SMS and WhatsApp share phones, but not suppressions."""
    return _digest(channel, normalised(channel, address).lower())


def digests(channel: Channel, address: str) -> list[bytes]:
    """What a suppressed address is remembered by: the same of every number that its line has."""
    return sorted(_digest(channel, each) for each in _forms(channel, address))


def _forms(channel: Channel, address: str) -> list[str]:
    compared = normalised(channel, address).lower()
    return list(lines.numbers_of(compared)) if channel in _BY_PHONE else [compared]


def _digest(channel: Channel, compared: str) -> bytes:
    return hashlib.sha256(f"{channel}:{compared}".encode()).digest()


def _told(context: Mapping[str, Any], *names: str) -> str | None:
    return next((text for name in names if (text := _text(context.get(name)))), None)


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
