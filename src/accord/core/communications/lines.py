"""Phone lines that have two numbers: networks, WhatsApp above all, write them with a digit more or less than people."""

import re

# National plan by national plan: what is the same in both numbers, and how either is written.
_PLANS = (
    # Mexico gave up the 1 before mobile numbers, WhatsApp did not.
    (re.compile(r"\+521?([0-9]{10})"), (r"+52\1", r"+521\1")),
    # Argentina has a 9 before mobile numbers when they are dialled from abroad.
    (re.compile(r"\+549?([1-3][0-9]{9})"), (r"+54\1", r"+549\1")),
    # Brazil put a 9 before the eight digits of mobile numbers; older lines are known by either.
    (re.compile(r"\+55([1-9]{2})9?([6-9][0-9]{7})"), (r"+55\1\2", r"+55\g<1>9\2")),
)


def numbers_of(number: str) -> tuple[str, ...]:
    """All numbers of the line that has this one, `+` and digits, this one first."""
    for pattern, forms in _PLANS:
        found = pattern.fullmatch(number)
        if found is not None:
            return tuple(sorted((found.expand(form) for form in forms), key=lambda each: each != number))
    return (number,)
