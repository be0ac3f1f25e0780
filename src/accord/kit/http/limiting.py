"""Whose allowance a request is counted against."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from accord.kit.ids import read_uuid
from accord.kit.limits import Decision, Rule

from .answers import Header
from .operations import Call

_read_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def subject_or_address(call: Call[Any, Any]) -> str:
    """The caller; without one, the address the request came from."""
    return call.caller.subject if call.caller is not None else address_of(call)


def address_of(call: Call[Any, Any]) -> str:
    """The client's network address, as far as trusted proxies tell it."""
    return f"ip:{network_of(call)}"


def network_of(call: Call[Any, Any]) -> str:
    """That address alone; empty when it is not known."""
    client = call.scope.get("client")
    return client[0] if client else ""


def id_in(raw: bytes, field: str) -> UUID | None:
    """The id that a field of a JSON body holds; None when there is none, whatever else is wrong with the body."""
    try:
        value = _read_fields(raw).get(field)
        text = None if value is None else msgspec.json.decode(value)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return read_uuid(text.strip()) if isinstance(text, str) else None


def overridden(rules: Mapping[str, Rule], dialect: str, limits: Mapping[str, int]) -> dict[str, Rule]:
    """The rules with configured limits (`"banking.standard" = 5000`) in place of the documented ones."""
    return {
        name: Rule(name=rule.name, limit=limits.get(f"{dialect}.{name}", rule.limit), seconds=rule.seconds)
        for name, rule in rules.items()
    }


def limit_headers(decision: Decision, reset: str) -> list[Header]:
    """The three headers, with the time of reset as the dialect writes it."""
    return [
        (b"x-ratelimit-limit", b"%d" % decision.limit),
        (b"x-ratelimit-remaining", b"%d" % decision.remaining),
        (b"x-ratelimit-reset", reset.encode()),
    ]
