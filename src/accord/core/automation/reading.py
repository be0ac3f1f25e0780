"""Conditions and actions as people write them: JSON, usually inside a text. Every problem at once, with its path."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from accord.core.errors import Invalid
from accord.kit.problems import Problem

from . import vocabulary
from .records import Trigger

LONGEST_TEXT = 10_000
DEEPEST = 20
MOST_ACTIONS = 50
LONGEST_TYPE = 100
AGE = "hours"
MOST_HOURS = 24 * 366 * 100
_LARGEST = 2**63

_TRIGGERS = {vocabulary.plain(trigger): trigger for trigger in Trigger}


class Written(NamedTuple):
    """What was written, as it is kept, and what it says."""

    text: str
    value: Any


def trigger_named(trigger_type: str) -> Trigger | None:
    """The trigger that a type names, in any letter case; None for a type that only people start."""
    return _TRIGGERS.get(vocabulary.plain(trigger_type))


def read(
    conditions: str | Mapping[str, Any] | None, actions: str | list[Any] | None, fires_on: Trigger | None
) -> tuple[Written, Written]:
    """A JSON object of conditions, and a JSON array of actions, each an object with a `type`; empty when nothing is
    written. Raises Invalid.
    """
    problems: list[Problem] = []
    reader = _Reader("trigger_conditions", problems)
    read_conditions = reader.json(conditions, "{}", dict, "a JSON object")
    if fires_on is Trigger.CASE_AGE_EXCEEDED:
        reader.ages(read_conditions.value or {})
    reader = _Reader("actions", problems)
    read_actions = reader.json(actions, "[]", list, "a JSON array")
    if read_actions.value:
        reader.actions(read_actions.value)
    if problems:
        raise Invalid(problems)
    return read_conditions, read_actions


def read_context(written: str | Mapping[str, Any] | None) -> str | None:
    """The text of a JSON object that an instance carries; None when nothing is written. Raises Invalid."""
    if written is None or (isinstance(written, str) and not written.strip()):
        return None
    problems: list[Problem] = []
    text = _Reader("context", problems).json(written, "{}", dict, "a JSON object").text
    if problems:
        raise Invalid(problems)
    return text


def compiled(conditions: Mapping[str, Any]) -> dict[str, list[str]]:
    """Conditions as the engine compares them: by plain field name the values that it may have, in canonical words."""
    return {
        vocabulary.plain(field): [
            vocabulary.canonical(field, each) for each in (value if isinstance(value, list) else [value])
        ]
        for field, value in conditions.items()
    }


class _Reader:
    """Reads one field, and adds what is wrong with it to the problems."""

    def __init__(self, field: str, problems: list[Problem]) -> None:
        self._field = field
        self._problems = problems

    def json(self, written: Any, default: str, kind: type, phrase: str) -> Written:
        """The text to keep and its value; value None after a problem."""
        before = len(self._problems)
        blank = written is None or (isinstance(written, str) and not written.strip())
        text, value = self._parsed(default if blank else written)
        if text is None:
            self._problem("", f"must be {phrase}", "invalid")
        elif len(text) > LONGEST_TEXT:
            self._problem("", f"must be at most {LONGEST_TEXT} characters", "too_long")
        elif not isinstance(value, kind):
            self._problem("", f"must be {phrase}", "type")
        else:
            self._check(value, "", 1)
        return Written("", None) if len(self._problems) > before else Written(text or "", value)

    def actions(self, actions: list[Any]) -> None:
        if len(actions) > MOST_ACTIONS:
            self._problem("", f"must have at most {MOST_ACTIONS} items", "too_long")
            return
        for number, action in enumerate(actions):
            if isinstance(action, dict):
                self._type(action.get("type"), f"[{number}].type")
            else:
                self._problem(f"[{number}]", "must be an object with a type", "type")

    def ages(self, conditions: Mapping[str, Any]) -> None:
        """Check the age in hours, by any of the names that it goes by."""
        for name, hours in conditions.items():
            if vocabulary.plain(name) == AGE:
                self._hours(hours, f".{name}"[:200])

    def _hours(self, hours: object, at: str) -> None:
        if isinstance(hours, bool) or not isinstance(hours, int | float):
            self._problem(at, "must be a number", "type")
        elif not 0 < hours <= MOST_HOURS:
            self._problem(at, f"must be above 0 and at most {MOST_HOURS}", "out_of_range")

    def _type(self, written: object, at: str) -> None:
        if written is None or (isinstance(written, str) and not written.strip()):
            self._problem(at, "is required", "required")
        elif not isinstance(written, str):
            self._problem(at, "must be a string", "type")
        elif len(written) > LONGEST_TYPE:
            self._problem(at, f"must be at most {LONGEST_TYPE} characters", "too_long")

    def _parsed(self, written: Any) -> tuple[str | None, Any]:
        """The text and the value; no text when they are not JSON."""
        try:
            if isinstance(written, str):
                return written.strip(), msgspec.json.decode(written)
            return msgspec.json.encode(written).decode(), written
        except (msgspec.MsgspecError, RecursionError, OverflowError, UnicodeError):
            return None, None

    def _check(self, value: object, at: str, depth: int) -> None:
        """Refuse what the database cannot keep, and what is too deep to be meant."""
        if depth > DEEPEST:
            self._problem(at, f"must be at most {DEEPEST} levels deep", "out_of_range")
        elif isinstance(value, dict):
            for name, item in value.items():
                self._check_text(name, at)
                self._check(item, f"{at}.{name}"[:200], depth + 1)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                self._check(item, f"{at}[{number}]"[:200], depth + 1)
        elif isinstance(value, str):
            self._check_text(value, at)
        elif isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
            self._problem(at, "is too large a number", "out_of_range")

    def _check_text(self, text: str, at: str) -> None:
        if "\0" in text:
            self._problem(at, "must not contain NUL characters", "invalid")

    def _problem(self, at: str, message: str, code: str) -> None:
        self._problems.append(Problem(self._field + at, message, code))
