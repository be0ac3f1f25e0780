"""What a context gives to a template: its values under the names that templates use, and nothing that steers a mail."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from accord.core.communications.plain import said

from .attachments import named_attachments
from .records import Letter, MessageType

# What a template shows as it is, with the other names that a context may give it.
SHOWN: dict[str, tuple[str, ...]] = {
    "action_label": ("action_label",),
    "amount": ("amount", "total", "price"),
    "confirmation_number": ("confirmation_number",),
    "currency": ("currency",),
    "due_date": ("due_date", "deadline"),
    "error_message": ("error_message", "error", "issue"),
    "event_date": ("event_date",),
    "event_type": ("event_type",),
    "message": ("message", "custom_message"),
    "next_steps": ("next_steps",),
    "planner_name": ("planner_name",),
    "selection_name": ("selection_name", "selection", "selected_vendor", "selected_option", "vendor_name"),
    "summary": ("summary", "blueprint_summary"),
    "task": ("task", "reminder_text", "reminder", "title"),
}
LINK = ("action_url", "link", "url", "blueprint_url", "payment_url")
# What it goes through, and what it shows of each entry.
LISTS: dict[str, tuple[str, ...]] = {
    "budget_strategies": ("budget_strategies",),
    "vendors": ("vendors", "vendor_options", "options"),
}
ENTRY = ("category", "description", "name", "price", "rating", "total")
# What a message says best when it is there, by type; its absence is told to the log.
WANTED: dict[MessageType, tuple[str, ...]] = {
    MessageType.WELCOME: (),
    MessageType.BUDGET_SUMMARY: ("budget_strategies",),
    MessageType.VENDOR_OPTIONS: ("vendors",),
    MessageType.SELECTION_CONFIRMATION: ("selection_name",),
    MessageType.BLUEPRINT_DELIVERY: (),
    MessageType.ERROR_NOTIFICATION: ("error_message",),
    MessageType.REMINDER: ("task",),
}
MOST_SHOWN = 12  # of a list; the rest is only counted
MOST_SUBJECT = 200
MOST_NAME = 80

_SPACE = re.compile(r"\s+")


def values_of(letter: Letter) -> dict[str, Any]:
    """The context's values under the templates' names; whatever else it has is left out."""
    given = letter.context
    values = {name: _first(given, names, said) for name, names in SHOWN.items()}
    for name in ("selection_name", "task", "error_message"):
        if isinstance(values[name], str):
            values[name] = values[name].rstrip(".")  # a sentence goes on after it
    values["action_url"] = _first(given, LINK, _text)
    for name, names in LISTS.items():
        values[name] = _entries(_first(given, names, _list) or [])
    values["attachments"] = named_attachments(given)
    return values


def missing_of(message_type: MessageType | None, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of what the message would have said."""
    wanted = WANTED[message_type] if message_type is not None else ()
    return tuple(name for name in wanted if not values.get(name))


def first_name_of(letter: Letter, nobody: str) -> str:
    """The first word of the context's `client_name`; else the customer's given name, else `nobody`."""
    for name in (letter.context.get("client_name"), letter.given_name, letter.full_name):
        words = one_line(name, MOST_NAME).split() if isinstance(name, str) else []
        if words:
            return words[0]
    return nobody


def subject_given(context: Mapping[str, Any]) -> str | None:
    """The subject that a context asks for, on one line; None when it asks for none."""
    given = context.get("email_subject")
    return (one_line(given, MOST_SUBJECT) or None) if isinstance(given, str) else None


def one_line(text: str, most: int) -> str:
    """Text without line breaks and other characters that steer what reads it, at most `most` characters long."""
    printable = "".join(" " if unicodedata.category(c) in _STEERING else c for c in text)
    return _SPACE.sub(" ", printable).strip()[:most].rstrip()


_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _first(given: Mapping[str, Any], names: tuple[str, ...], read: Callable[[Any], Any]) -> Any:
    """The first of these values that says something."""
    return next((found for name in names if (found := read(given.get(name))) is not None), None)


def _text(given: Any) -> str | None:
    return given if isinstance(given, str) and given.strip() else None


def _list(given: Any) -> list[Any] | None:
    return given if isinstance(given, list) and given else None


def _entries(listed: list[Any]) -> list[dict[str, Any]]:
    return [_entry(each) for each in listed[:MOST_SHOWN]] + [{}] * (len(listed) - MOST_SHOWN)


def _entry(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        return {"name": said(given)}
    parts = given.get("breakdown")
    return {name: said(given.get(name)) for name in ENTRY} | {
        "breakdown": {said(name): said(cost) for name, cost in parts.items()}
        if isinstance(parts, dict)
        else {}
    }
