"""Identifiers: UUIDs of version 7 out, UUIDs of any version in."""

import os
import re
import time
from uuid import UUID

_CANONICAL = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then 74 random bits."""
    millis = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    value = (millis & 0xFFFF_FFFF_FFFF) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    value = _latest[0] = max(value, _latest[0] + 1)  # ids of one process rise within a millisecond too
    return UUID(int=value)


_latest = [0]


def read_uuid(text: str) -> UUID | None:
    """The UUID that a canonical text of either case names, None for any other text."""
    if _CANONICAL.fullmatch(text) is None:
        return None
    return UUID(text)
