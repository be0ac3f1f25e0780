"""One line for each thing worth telling an operator, as JSON or as text, on standard error.

What libraries say through `logging` comes out in the same form. Secrets and personal data do not come out:
see `discretion`.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from .discretion import describe, discreet, discreet_text

__all__ = ["configure", "failure", "info", "request", "warning"]

_request: ContextVar[UUID | None] = ContextVar("request", default=None)
_encode = msgspec.json.Encoder(enc_hook=str).encode

# Told more than once otherwise, or telling addresses with what is in their query.
_QUIET = ("uvicorn.access", "httpx", "httpcore", "websockets", "asyncio")
_WITH_OWN_HANDLERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "pgqueuer", "litestar")


class _Output:
    """How lines are written; there is one."""

    def __init__(self) -> None:
        self.least = logging.INFO
        self.as_json = False

    def write(self, level: int, event: str, fields: dict[str, Any]) -> None:
        """Write a line of fields that may be told. Never raises: a full disk must not stop the product."""
        line: dict[str, Any] = {
            "time": datetime.now(UTC),
            "level": logging.getLevelName(level).lower(),
            "event": event,
        }
        if (request_id := _request.get()) is not None:
            line["request_id"] = request_id
        for key, value in fields.items():
            line.setdefault(key, value)
        try:
            stream = sys.stderr.buffer
            stream.write((_encode(line) if self.as_json else _as_text(line)) + b"\n")
            stream.flush()
        except (OSError, ValueError, AttributeError):  # closed, or taken away by whoever started us
            return


_output = _Output()


def configure(*, level: str, format: str) -> None:  # noqa: A002  (the setting's name)
    """Choose the least level that is written, and lines for people (`text`) or machines (`json`).

    Takes over `logging`: every library writes through here from now on. Raises ValueError.
    """
    least = logging.getLevelNamesMapping().get(level.upper())
    if least is None:
        raise ValueError(f"unknown log level {level}")
    _output.least, _output.as_json = least, format == "json"
    root = logging.getLogger()
    root.handlers[:] = [_Handler()]
    root.setLevel(least)
    for name in _WITH_OWN_HANDLERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(least, logging.WARNING))
    logging.captureWarnings(capture=True)


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
    if _output.least <= logging.INFO:
        _output.write(logging.INFO, event, discreet(fields))


def warning(event: str, **fields: Any) -> None:
    """Tell of something an operator should look at."""
    if _output.least <= logging.WARNING:
        _output.write(logging.WARNING, event, discreet(fields))


def failure(event: str, error: BaseException, **fields: Any) -> None:
    """Tell of an error, with its type and stack."""
    _output.write(logging.ERROR, event, {**discreet(fields), **_told(error)})


class _Handler(logging.Handler):
    """Writes what libraries log."""

    def emit(self, record: logging.LogRecord) -> None:
        fields: dict[str, Any] = {"logger": record.name}
        if record.exc_info and record.exc_info[1] is not None:
            fields |= _told(record.exc_info[1])
        _output.write(record.levelno, discreet_text(_message_of(record)), fields)


def _message_of(record: logging.LogRecord) -> str:
    """The message, in which errors describe themselves discreetly."""
    if isinstance(record.args, tuple):
        record.args = tuple(describe(arg) if isinstance(arg, BaseException) else arg for arg in record.args)
    if isinstance(record.msg, BaseException):
        record.msg = describe(record.msg)
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # more or fewer arguments than the text has places for
        return str(record.msg)


def _told(error: BaseException) -> dict[str, str]:
    return {"error": describe(error), "stack": "".join(_stack(error, set()))}


def _stack(error: BaseException, seen: set[int]) -> Iterator[str]:
    """The stack of an error after those of the errors that led to it; code only, no values."""
    if id(error) in seen:
        return
    seen.add(id(error))
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _stack(earlier, seen)
        yield "\nwhich led to\n\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{describe(error)}\n"
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield "\nin which\n\n"
            yield from _stack(inner, seen)


def _as_text(line: dict[str, Any]) -> bytes:
    """A line for people; the stack comes last, on lines of its own."""
    told = dict(line)
    time, level, event, stack = (told.pop(key, "") for key in ("time", "level", "event", "stack"))
    head = f"{time:%H:%M:%S} {level.upper():<7} {_on_one_line(event)}"
    text = " ".join([head, *(f"{key}={_shown(value)}" for key, value in told.items())])
    if stack:
        text += "\n    " + stack.rstrip().replace("\n", "\n    ")
    return text.encode("utf-8", "backslashreplace")


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value if value.isprintable() and " " not in value and value else _encode(value).decode()
    return _encode(value).decode().strip('"')


def _on_one_line(text: str) -> str:
    return text if text.isprintable() else text.encode("unicode_escape").decode()
