"""The answers to: how are you?"""

from enum import StrEnum


class Health(StrEnum):
    """Good: everything works. Impaired: work is done, late. Bad: nothing can be stored or read."""

    GOOD = "good"
    IMPAIRED = "impaired"
    BAD = "bad"
