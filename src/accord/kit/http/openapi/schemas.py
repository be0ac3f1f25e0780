"""JSON Schemas of the structs that bodies, queries and answers are read into and written from."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

_PREFIX = "#/components/schemas/"

Schema = dict[str, Any]


class Schemas:
    """The schemas of a set of types, with what they refer to."""

    def __init__(self, types: Iterable[Any]) -> None:
        self._types = list(dict.fromkeys(types))
        found, components = msgspec.json.schema_components(self._types, ref_template=_PREFIX + "{name}")
        self._found = {key: _corrected(schema) for key, schema in zip(self._types, found, strict=True)}
        self._components = {name: _corrected(components[name]) for name in sorted(components)}

    def of(self, described: Any) -> Schema:
        """The schema of one of the types; a struct's is a reference."""
        schema: Schema = self._found[described]
        return schema

    def resolved(self, described: Any) -> Schema:
        """The schema of a struct itself."""
        schema = self.of(described)
        target = schema.get("$ref")
        return schema if target is None else self._components[target.removeprefix(_PREFIX)]

    def used_by(self, document: Any) -> dict[str, Schema]:
        """The named schemas that a document needs, and those that they need, by name."""
        needed: set[str] = set()
        waiting = [document]
        while waiting:
            for name in _references(waiting.pop()):
                if name in self._components and name not in needed:
                    needed.add(name)
                    waiting.append(self._components[name])
        return {name: schema for name, schema in self._components.items() if name in needed}


def _corrected(schema: Any) -> Any:
    """The schema as our JSON really is: decimals go over the wire as numbers."""
    if isinstance(schema, list):
        return [_corrected(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    corrected = {key: _corrected(value) for key, value in schema.items()}
    if corrected.get("format") == "decimal" and corrected.get("type") == "string":
        del corrected["format"]
        corrected["type"] = "number"
    return corrected


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref" and isinstance(inner, str):
                yield inner.removeprefix(_PREFIX)
            else:
                yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
