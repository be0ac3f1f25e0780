"""Bodies and queries as structs, with every field error at once.

A body is decoded by C code first. What that refuses, and what it takes but we would read otherwise (text to
be trimmed, times without a zone), is read again field by field; that reading alone decides what is right and
what is said.
"""

import re
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from .fields import Builder, Findings, InvalidInput
from .json_text import MalformedBody, check_text, parse
from .queries import QueryReader

__all__ = ["InvalidInput", "MalformedBody", "QueryReader", "Reader"]

S = TypeVar("S", bound=msgspec.Struct)


class Reader(Generic[S]):
    """Reads the JSON bodies of one operation; times without a zone are read in `zone`."""

    def __init__(self, struct: type[S], zone: ZoneInfo) -> None:
        builder = Builder(zone)
        self._object = builder.build(struct)
        self._decode = msgspec.json.Decoder(struct).decode
        self._is_plain = self._object.is_plain
        self._doubt = (
            re.compile("|".join(sorted(builder.doubts)).encode()).search if builder.doubts else _no_doubt
        )

    def read(self, raw: bytes) -> S:
        """The body, checked and trimmed; an empty one counts as `{}`. Raises MalformedBody, InvalidInput."""
        check_text(raw)
        if self._doubt(raw) is None:
            try:
                body = self._decode(raw)
            except (msgspec.DecodeError, ValueError, RecursionError):
                return self.read_slowly(raw)
            if self._is_plain(body):
                return body
        return self.read_slowly(raw)

    def read_slowly(self, raw: bytes) -> S:
        """The same, field by field. Raises MalformedBody, InvalidInput."""
        value = parse(raw) if raw.strip() else {}
        if not isinstance(value, dict):
            raise MalformedBody("The body must be a JSON object")
        found = Findings("body")
        body: Any = self._object.read(value, "", found)
        found.raise_any()
        result: S = body
        return result


def _no_doubt(_: bytes) -> None:
    return None
