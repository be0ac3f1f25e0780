"""Recommendations: what to do next for a customer, why, and what is learnt from what became of it.

Owns    actions, action_models
Emits   ActionsGenerated, ActionAdded, ActionCompleted, ActionDeleted
Needs   customers, interactions, sentiment, communications, cases
"""

from .events import ActionAdded, ActionCompleted, ActionDeleted, ActionsGenerated
from .records import Action, ActionType, NewAction, OutcomeReading, Rule

__all__ = [
    "Action",
    "ActionAdded",
    "ActionCompleted",
    "ActionDeleted",
    "ActionType",
    "ActionsGenerated",
    "NewAction",
    "OutcomeReading",
    "Rule",
]
