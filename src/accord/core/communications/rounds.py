"""Rounds: how often a message was given to its channels anew, because an operator had it tried again.

What the provider called it in an earlier round says nothing about the present one, so each has names of its own.
"""

from typing import Any

from .records import Communication

_ROUND = "round"


def round_of(communication: Communication) -> int:
    """The present round, from 1."""
    found = communication.decision.get(_ROUND)
    return found if isinstance(found, int) else 1


def next_round(communication: Communication) -> dict[str, Any]:
    """The decision of the message for one more round."""
    return communication.decision | {_ROUND: round_of(communication) + 1}


def mark_of(communication: Communication) -> str:
    """What tells names of this round from those of others: nothing in the first, then `.2` and so on."""
    present = round_of(communication)
    return "" if present == 1 else f".{present}"
