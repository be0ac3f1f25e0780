"""What an operation is asked with: path, query, headers and body."""

import re
from typing import Any

from accord.kit.http.operations import Operation

from .schemas import Schemas

_PARAMETER = re.compile(r"\{(\w+)\}")
_UUID = {"type": "string", "format": "uuid"}


def parameters_of(operation: Operation, schemas: Schemas) -> list[dict[str, Any]]:
    """The parameters of the path, of the query and in headers, in this order."""
    found = [_path_parameter(name, operation) for name in _PARAMETER.findall(operation.path)]
    if operation.query is not None:
        found += _query_parameters(schemas.resolved(operation.query))
    if operation.method == "POST" and operation.idempotent:
        found.append({"$ref": "#/components/parameters/IdempotencyKey"})
    return found


def body_of(operation: Operation, schemas: Schemas) -> dict[str, Any] | None:
    """The body, None when the operation takes none. One without required fields may be absent."""
    if operation.raw_media is not None:
        return {"required": True, "content": {operation.raw_media: {}}}
    if operation.body is None:
        return None
    content: dict[str, Any] = {"schema": schemas.of(operation.body)}
    if operation.body_example is not None:
        content["example"] = operation.body_example
    required = bool(schemas.resolved(operation.body).get("required"))
    return {"required": required, "content": {"application/json": content}}


def _path_parameter(name: str, operation: Operation) -> dict[str, Any]:
    schema = {"type": "string"} if name in operation.text_path else _UUID
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(struct: dict[str, Any]) -> list[dict[str, Any]]:
    required = struct.get("required", [])
    found = []
    for name, schema in struct["properties"].items():
        schema = _without_null(schema)  # noqa: PLW2901  (an absent parameter stands for null)
        parameter = {"name": name, "in": "query", "required": name in required, "schema": schema}
        if "description" in schema:
            parameter["description"] = schema["description"]
        found.append(parameter)
    return found


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    choices = schema.get("anyOf")
    if choices is None:
        return schema
    left = [choice for choice in choices if choice != {"type": "null"}]
    rest = {
        key: value for key, value in schema.items() if key != "anyOf" and (key, value) != ("default", None)
    }
    return {**left[0], **rest} if len(left) == 1 else {"anyOf": left, **rest}
