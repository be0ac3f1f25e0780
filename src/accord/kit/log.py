"""One line for each thing worth telling an operator, as JSON or as text, on standard error.

What libraries say through `logging` comes out in the same form. Secrets and personal data do not come out:
see `discretion`.
"""

import asyncio
import atexit
import logging
import sys
import time
import traceback
from collections.abc import Iterator
from contextvars import ContextVar, Token
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from .discretion import describe, discreet, discreet_text

__all__ = ["answered", "configure", "failure", "info", "request", "stack_of", "warning"]

_MOMENT_SECONDS = 0.05
_MOST_WAITING = 500

_request: ContextVar[UUID | None] = ContextVar("request", default=None)
_encode = msgspec.json.Encoder(enc_hook=str).encode

# Told more than once otherwise, or telling addresses with what is in their query.
_QUIET = ("uvicorn.access", "httpx", "httpcore", "websockets", "asyncio")
_WITH_OWN_HANDLERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "pgqueuer")


class _Output:
    """How lines are written; there is one."""

    def __init__(self) -> None:
        self.least = logging.INFO
        self.as_json = False
        self._waiting: list[bytes] = []

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
        self._waiting.append((_encode(line) if self.as_json else _as_text(line)) + b"\n")
        self.flush()

    def write_soon(self, line: bytes) -> None:
        """Write a line with those of the next moment: one call of the system serves many requests."""
        self._waiting.append(line)
        if len(self._waiting) > 1:
            if len(self._waiting) >= _MOST_WAITING:
                self.flush()
            return
        try:
            asyncio.get_running_loop().call_later(_MOMENT_SECONDS, self.flush)
        except RuntimeError:  # nobody would come back to it
            self.flush()

    def flush(self) -> None:
        """Write what waits, in order."""
        lines, self._waiting = self._waiting, []
        if not lines:
            return
        try:
            stream = sys.stderr.buffer
            stream.write(b"".join(lines))
            stream.flush()
        except (OSError, ValueError, AttributeError):  # closed, or taken away by whoever started us
            return


_output = _Output()
atexit.register(_output.flush)


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


class request:  # noqa: N801  (used as `with log.request(id):`)
    """Binds the request's id to every line written inside."""

    __slots__ = ("_request_id", "_token")

    def __init__(self, request_id: UUID) -> None:
        self._request_id = request_id
        self._token: Token[UUID | None] | None = None

    def __enter__(self) -> None:
        self._token = _request.set(self._request_id)

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _request.reset(self._token)


def answered(request_id: str, dialect: str, method: str, status: int, seconds: float) -> None:
    """Tell of an answered request. Its words are ours, so that none has to be searched for what must stay untold."""
    if _output.least > logging.INFO:
        return
    now = time.time()
    day, second = _words_of(int(now))
    ms = round(seconds * 1000, 2)
    if _output.as_json:
        line = (
            f'{{"time":"{day}T{second}.{int(now % 1 * 1000):03d}Z","level":"info","event":"request",'
            f'"request_id":"{request_id}","dialect":"{dialect}","method":"{method}","status":{status},"ms":{ms}}}\n'
        )
    else:
        line = (
            f"{second} INFO    request request_id={request_id} dialect={dialect} method={method}"
            f" status={status} ms={ms}\n"
        )
    _output.write_soon(line.encode())


@lru_cache(maxsize=2)
def _words_of(second: int) -> tuple[str, str]:
    """The day and the time of day of a second since 1970, in UTC."""
    at = datetime.fromtimestamp(second, UTC)
    return f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}"


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
    return {"error": describe(error), "stack": stack_of(error)}


def stack_of(error: BaseException) -> str:
    """The stack of an error after those of the errors that led to it; code only, no values."""
    return "".join(_stack(error, set()))


def _stack(error: BaseException, seen: set[int]) -> Iterator[str]:
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
    at, level, event, stack = (told.pop(key, "") for key in ("time", "level", "event", "stack"))
    head = f"{at:%H:%M:%S} {level.upper():<7} {_on_one_line(event)}"
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
