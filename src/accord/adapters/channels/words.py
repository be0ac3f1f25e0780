"""Words that came from outside, made fit for a line of ours."""

import re

# Controls, and what ends a line or a paragraph.
_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Controls other than tabs and line ends.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONGEST = 200


def one_line(text: str, longest: int = _LONGEST) -> str:
    """The text on one line: controls and line ends become blanks, what is no character becomes `?`."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return _BREAKING.sub(" ", sound).strip()[:longest]


def clean_text(text: str) -> str:
    """The text with plain line ends, and without controls other than tabs and line ends."""
    sound = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", sound)
