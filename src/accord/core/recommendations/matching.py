"""New suggestions beside the actions that still wait: which are refreshed, which added, which withdrawn."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from accord.kit.ids import new_id

from . import rules
from .records import Action, Facts, Suggestion


class Plan(NamedTuple):
    """Suggestions by the id that they get or take over, and the actions that may not be advised any more."""

    kept: dict[UUID, Suggestion]
    withdrawn: list[UUID]


def plan(suggestions: Sequence[Suggestion], pending: Sequence[Action], facts: Facts, now: datetime) -> Plan:
    """What becomes of a customer's advice. What somebody added by hand is left alone."""
    ours = [action for action in pending if action.rule is not None]
    waiting = {(action.type, action.product): action.id for action in reversed(ours)}
    kept = {
        waiting.get((suggestion.type, suggestion.product)) or new_id(): suggestion
        for suggestion in suggestions
    }
    withdrawn = [
        action.id
        for action in ours
        if action.id not in kept and not rules.may_be_given(action.type, facts, now)
    ]
    return Plan(kept, withdrawn)
