"""Query strings as structs: repeated keys, `a[]=1`, and every field error at once."""

from typing import Any, Generic, TypeVar
from urllib.parse import unquote_to_bytes
from zoneinfo import ZoneInfo

import msgspec

from .fields import Builder, Findings, Items, Nullable, Slot

S = TypeVar("S", bound=msgspec.Struct)

_HEX = frozenset(b"0123456789abcdefABCDEF")


class QueryReader(Generic[S]):
    """Reads the query strings of one operation; with `commas` a list may also be written `a=1,2`."""

    def __init__(self, struct: type[S], zone: ZoneInfo, *, commas: bool = False) -> None:
        self._object = Builder(zone).build(struct)
        self._commas = commas
        self._wires: dict[bytes, Slot] = {}
        for slot in self._object.slots:
            self._wires[slot.wire.encode()] = slot
            if _items_of(slot) is not None:
                self._wires[slot.wire.encode() + b"[]"] = slot

    def read(self, query_string: bytes) -> S:
        """The query; empty values count as absent, unknown names are ignored. Raises InvalidInput."""
        found = Findings("query")
        sent = self._sent(query_string) if query_string else {}
        values: dict[str, object] = {}
        for slot in self._object.slots:
            texts = _decoded(sent.get(slot.wire, []), slot.wire, found)
            if texts is None:
                continue
            if texts:
                values[slot.name] = self._value(slot, texts, found)
            elif slot.required:
                found.add(slot.wire, "is required", "required", slot.field.allowed)
        query: Any = None if found.count else self._object.make(values, "", found)
        found.raise_any()
        result: S = query
        return result

    def _sent(self, query_string: bytes) -> dict[str, list[bytes]]:
        """The encoded values of the known names."""
        sent: dict[str, list[bytes]] = {}
        for pair in query_string.split(b"&"):
            name, _, value = pair.partition(b"=")
            slot = self._wires.get(unquote_to_bytes(name.replace(b"+", b" ")) if b"%" in name else name)
            if slot is not None:
                sent.setdefault(slot.wire, []).append(value)
        return sent

    def _value(self, slot: Slot, texts: list[str], found: Findings) -> object:
        items = _items_of(slot)
        if items is None:
            return slot.field.read_text(texts[-1], slot.wire, found)
        if self._commas:
            texts = [part for text in texts for item in text.split(",") if (part := item.strip())]
        return items.read_texts(texts, slot.wire, found)


def _items_of(slot: Slot) -> Items | None:
    field = slot.field.inner if isinstance(slot.field, Nullable) else slot.field
    return field if isinstance(field, Items) else None


def _decoded(values: list[bytes], name: str, found: Findings) -> list[str] | None:
    """The texts that are not blank, trimmed; None and one problem when a value is not readable text."""
    texts = []
    for value in values:
        text = _text_of(value)
        if text is None:
            found.add(name, "must be percent-encoded UTF-8 text without NUL characters", "invalid")
            return None
        if text := text.strip():
            texts.append(text)
    return texts


def _text_of(value: bytes) -> str | None:
    if b"%" in value or b"+" in value:
        if not all(len(part) > 1 and part[0] in _HEX and part[1] in _HEX for part in value.split(b"%")[1:]):
            return None
        value = unquote_to_bytes(value.replace(b"+", b" "))
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text
