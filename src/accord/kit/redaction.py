"""Texts without what names people: addresses, and the numbers of phones, cards and accounts."""

import re

_EMAIL = re.compile(r"[^\s@<>\"'(),:;]{1,64}@[^\s@<>\"'(),:;]{1,255}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w])\+?\d(?:[ ().\-/]{0,3}\d){6,}(?!\w)")
_CARD_LENGTHS = range(13, 20)


def redacted(text: str) -> str:
    """The text with `[email]`, `[account]`, `[card]` and `[phone]` in place of what they name."""
    found = _IBAN.sub("[account]", _EMAIL.sub("[email]", text))
    return _NUMBER.sub(_numbered, found)


def _numbered(found: re.Match[str]) -> str:
    digits = [int(character) for character in found[0] if character.isdigit()]
    return "[card]" if len(digits) in _CARD_LENGTHS and _is_card(digits) else "[phone]"


def _is_card(digits: list[int]) -> bool:
    """Whether the last digit checks the others, as Luhn has it."""
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
