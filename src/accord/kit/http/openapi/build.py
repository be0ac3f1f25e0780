"""The document as a whole."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from accord.kit.http.operations import Operation

from .answers import responses_of
from .constants import HEADERS, PARAMETERS, SECURITY_SCHEMES
from .requests import body_of, parameters_of
from .schemas import Schema, Schemas


def document(
    *,
    title: str,
    version: str,
    description: str,
    base_path: str,
    operations: Sequence[Operation],
    error_schema: type[msgspec.Struct] | Schema,
    invalid_status: int = 400,
) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these operations, the same for the same operations.

    Every refusal has the shape of `error_schema`; `invalid_status` is that of missing or wrong fields.
    """
    types = [part for each in operations for part in (each.body, each.query, each.answer) if part is not None]
    if not isinstance(error_schema, dict):
        types.append(error_schema)
    schemas = Schemas(types)
    error = error_schema if isinstance(error_schema, dict) else schemas.of(error_schema)
    names = _names_of(operations)
    paths: dict[str, Any] = {}
    for each, name in zip(operations, names, strict=True):
        shown = _operation(each, name, schemas, error=error, invalid=invalid_status)
        paths.setdefault(each.path, {})[each.method.lower()] = shown
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": description},
        "servers": [{"url": base_path}],
        "tags": [{"name": tag} for tag in dict.fromkeys(each.tag for each in operations) if tag],
        "paths": paths,
        "components": {
            "schemas": schemas.used_by([paths, error]),
            "headers": HEADERS,
            "parameters": PARAMETERS,
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def _operation(
    operation: Operation, name: str, schemas: Schemas, *, error: Schema, invalid: int
) -> dict[str, Any]:
    shown: dict[str, Any] = {"operationId": name, "summary": operation.summary}
    if operation.tag:
        shown["tags"] = [operation.tag]
    if operation.permission is not None:
        shown["description"] = f"Needs the permission `{operation.permission}`."
    if not operation.documented:
        shown["x-extra"] = True
    shown["security"] = [{scheme: []} for scheme in SECURITY_SCHEMES] if operation.auth == "token" else []
    if parameters := parameters_of(operation, schemas):
        shown["parameters"] = parameters
    if body := body_of(operation, schemas):
        shown["requestBody"] = body
    shown["responses"] = responses_of(operation, schemas, error=error, invalid=invalid)
    return shown


def _names_of(operations: Sequence[Operation]) -> list[str]:
    """The handlers' names; where one serves several operations, with method and path."""
    plain = [operation.handler.__name__ for operation in operations]
    times = Counter(plain)
    return [
        name if times[name] == 1 else _spelled(operation, name)
        for name, operation in zip(plain, operations, strict=True)
    ]


def _spelled(operation: Operation, name: str) -> str:
    words = operation.path.replace("{", "").replace("}", "").replace("-", "_").strip("/").replace("/", "_")
    return f"{name}_{operation.method.lower()}_{words}"
