"""What a value of a context says: words and numbers, whatever else was sent."""

import re

# Controls other than tabs and line ends, and marks that turn the words behind them around, ours among them.
_UNSPOKEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")


def said(value: object) -> str | int | float | None:
    """The value as it is shown: a text or a number; of an object its name, of a list each of these.

    None when it says nothing, as an empty text does and a boolean.
    """
    if isinstance(value, list):
        value = ", ".join(str(each) for each in map(_one, value) if each is not None)
    return _one(value)


def _one(value: object) -> str | int | float | None:
    return _word(value.get("name") or value.get("title")) if isinstance(value, dict) else _word(value)


def _word(value: object) -> str | int | float | None:
    if isinstance(value, str):
        return _UNSPOKEN.sub("", _LINE_ENDS.sub("\n", value)).strip() or None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
