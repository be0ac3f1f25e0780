"""What happens to actions.

What was said of an outcome is in no event: staff correct it, and the log could not follow.
"""

from typing import ClassVar

from accord.core.events import Event

from .records import ActionType, OutcomeReading


class ActionsGenerated(Event):
    """Advice about a customer was drawn up anew; `withdrawn` is how much earlier advice may not be given any more."""

    type: ClassVar[str] = "actions.generated"
    types: tuple[ActionType, ...]
    withdrawn: int


class ActionAdded(Event):
    """Somebody added an action."""

    type: ClassVar[str] = "action.added"
    action_type: ActionType


class ActionCompleted(Event):
    """An action was done, or what came of it was corrected."""

    type: ClassVar[str] = "action.completed"
    action_type: ActionType
    reading: OutcomeReading


class ActionDeleted(Event):
    """An action was taken out of the record."""

    type: ClassVar[str] = "action.deleted"
    action_type: ActionType
