"""Words that came from outside, made fit for a line of ours."""

import unicodedata

_BREAKING = {"Cc", "Zl", "Zp"}
_LONGEST = 200


def one_line(text: str, longest: int = _LONGEST) -> str:
    """The text on one line: controls and line ends become blanks, what is no character becomes `?`."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    flat = "".join(" " if unicodedata.category(each) in _BREAKING else each for each in sound)
    return flat.strip()[:longest]


def clean_text(text: str) -> str:
    """The text with plain line ends, and without controls other than tabs and line ends."""
    sound = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in sound if each in "\n\t" or unicodedata.category(each) != "Cc")
