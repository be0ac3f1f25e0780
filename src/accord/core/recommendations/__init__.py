"""Recommendations: what to do next for a customer, why, and what is learnt from what became of it.

Owns    actions, action_models
Emits   ActionsGenerated, ActionAdded, ActionCompleted, ActionDeleted
Needs   customers, interactions, sentiment, communications, cases

A table of rules says what may be advised, and how confidently while nothing is known. Each recorded outcome teaches
the model of its kind of advice in its own transaction, and can be corrected; the model outlives erased customers,
whom it does not know by name. No advice contradicts what a customer wishes, or sells to one who suffers.
"""

from .events import ActionAdded, ActionCompleted, ActionDeleted, ActionsGenerated
from .learning import Lesson, Model, learn, probability, trust, unlearn
from .outcomes import read_outcome
from .records import Action, ActionType, Advice, Facts, NewAction, OutcomeReading, Rule, Suggestion
from .rules import BASES, advise
from .scoring import suggest
from .service import (
    add_action,
    complete_action,
    delete_action,
    generate_actions,
    get_action,
    list_actions,
    list_actions_of_customer,
    list_pending_actions_of_customer,
)

__all__ = [
    "BASES",
    "Action",
    "ActionAdded",
    "ActionCompleted",
    "ActionDeleted",
    "ActionType",
    "ActionsGenerated",
    "Advice",
    "Facts",
    "Lesson",
    "Model",
    "NewAction",
    "OutcomeReading",
    "Rule",
    "Suggestion",
    "add_action",
    "advise",
    "complete_action",
    "delete_action",
    "generate_actions",
    "get_action",
    "learn",
    "list_actions",
    "list_actions_of_customer",
    "list_pending_actions_of_customer",
    "probability",
    "read_outcome",
    "suggest",
    "trust",
    "unlearn",
]
