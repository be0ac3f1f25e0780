"""What a context gives to a template: its values under the names that templates use, and nothing that steers a mail."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from .records import Letter, MessageType

# What a template uses, with the other names that a context may give it.
NAMES: dict[str, tuple[str, ...]] = {
    "selection_name": ("selection_name", "selection", "selected_vendor", "selected_option", "vendor_name"),
    "vendors": ("vendors", "vendor_options", "options"),
    "amount": ("amount", "total", "price"),
    "task": ("task", "reminder_text", "reminder", "title"),
    "due_date": ("due_date", "deadline"),
    "error_message": ("error_message", "error", "issue"),
    "summary": ("summary", "blueprint_summary"),
    "message": ("message", "custom_message"),
    "action_url": ("action_url", "link", "url", "blueprint_url", "payment_url"),
}
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
LISTS = ("budget_strategies", "vendors")
MOST_SUBJECT = 200
MOST_NAME = 80

_SPACE = re.compile(r"\s+")


def values_of(letter: Letter) -> dict[str, Any]:
    """The context's values under the templates' names."""
    values = dict(letter.context)
    for name, given in NAMES.items():
        values[name] = next((found for key in given if (found := _value(letter.context.get(key)))), None)
    for name in ("selection_name", "task", "error_message", "message", "summary"):
        values[name] = _name_in(values[name])
    for name in ("selection_name", "task", "error_message"):
        if isinstance(values[name], str):
            values[name] = values[name].strip().rstrip(".")  # a sentence goes on after it
    for name in LISTS:
        listed = values.get(name)
        values[name] = [_entry(each) for each in listed] if isinstance(listed, list) else []
    values["attachments"] = listed if isinstance(listed := letter.context.get("attachments"), list) else []
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


def _value(given: Any) -> Any:
    return None if given in ("", [], {}) else given


def _name_in(given: Any) -> Any:
    """A text or a number; of an object, its name."""
    if isinstance(given, dict):
        given = given.get("name") or given.get("title")
    return given if isinstance(given, str | int | float) and not isinstance(given, bool) else None


def _entry(given: Any) -> dict[str, Any]:
    return given if isinstance(given, dict) else {"name": given}
