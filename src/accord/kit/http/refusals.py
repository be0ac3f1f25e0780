"""What every dialect says with a refusal, whatever its words: a status, headers, the facts behind them."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from accord.kit import log
from accord.kit.problems import Problem

from .answers import Answer, encode
from .bodies import InvalidInput
from .operations import Call

MOST_PROBLEMS = 50

_FIRST = re.compile(r"[^.\[]+")


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A failure, ready to be worded. `code` is the dialect's own, empty when it has none."""

    status: int
    code: str
    message: str
    problems: tuple[Problem, ...] = ()
    retry_after: int | None = None
    allowed: tuple[str, ...] = ()
    failure: Exception


Row = tuple[int, str, str]
"""Status, code, and a text to use when the failure has no message of its own."""


class Refusals:
    """A dialect's table from kinds of failure to statuses; a kind that is missing counts as its nearest base class."""

    def __init__(
        self, rows: Mapping[type[Exception], Row], *, bug: Row, fields: Mapping[str, str] | None = None
    ) -> None:
        """`fields` has the dialect's names of fields that the core names in its problems.

        What lies inside such a field (`criteria.region[1]`) goes by its name too.
        """
        self._rows = dict(rows)
        self._bug = bug
        self._fields = dict(fields or {})

    def of(self, failure: Exception, call: Call[Any, Any]) -> Refusal:
        """The refusal for a failure. One that has no row is a bug of ours: logged, and answered without detail."""
        row = next((self._rows[kind] for kind in type(failure).__mro__ if kind in self._rows), None)
        if row is None:
            log.failure("unexpected", failure, path=call.scope.get("path", ""))
            return Refusal(status=self._bug[0], code=self._bug[1], message=self._bug[2], failure=failure)
        status, code, message = row
        own = getattr(failure, "message", "")
        retry_after = getattr(failure, "retry_after", None)
        if "{seconds}" in message:
            message = message.format(seconds=retry_after)
        elif own:
            message = own
        problems: tuple[Problem, ...] = getattr(failure, "problems", ())
        return Refusal(
            status=status,
            code=code,
            message=message,
            problems=self._worded(failure, problems[:MOST_PROBLEMS]),
            retry_after=retry_after if retry_after is not None else (5 if status == 503 else None),
            allowed=getattr(failure, "allowed", ()),
            failure=failure,
        )

    def _worded(self, failure: Exception, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Problems in the client's names; those of the input itself are already."""
        if isinstance(failure, InvalidInput):
            return problems
        return tuple(self._named(problem) for problem in problems)

    def _named(self, problem: Problem) -> Problem:
        field = _FIRST.match(problem.field)
        known = self._fields.get(field[0]) if field else None
        if field is None or known is None:
            return problem
        name = known + problem.field[field.end() :]
        said = problem.message.removeprefix(f"{problem.field} ")
        return Problem(name, f"{name} {said}", problem.code, problem.allowed, problem.where)


def refuse(refusal: Refusal, body: Any, call: Call[Any, Any]) -> Answer:
    """The answer: the dialect's body, and the headers that a status asks for (RFC 9110, RFC 6750)."""
    answer = Answer(
        refusal.status,
        encode(body),
        ((b"content-type", b"application/json"), (b"cache-control", b"no-store")),
    )
    if refusal.status == 401:
        answer.header("www-authenticate", 'Bearer error="invalid_token"' if call.credential else "Bearer")
    if refusal.allowed and refusal.status == 405:
        answer.header("allow", ", ".join(refusal.allowed))
    if refusal.retry_after is not None and refusal.status in (429, 503):
        answer.header("retry-after", str(refusal.retry_after))
    return answer
