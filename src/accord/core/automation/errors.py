"""What can be refused about workflows."""

from typing import ClassVar

from accord.core.errors import Stale


class WorkflowInactive(Stale):
    """The definition is switched off: nothing of it may be started."""

    code: ClassVar[str] = "workflow_inactive"

    def __init__(self) -> None:
        super().__init__("Workflow definition is not active")


class WorkflowEnded(Stale):
    """The instance has ended and stays as it is."""

    code: ClassVar[str] = "workflow_ended"

    def __init__(self, status: str) -> None:
        super().__init__(f"Workflow instance is {status} and cannot change any more")


class ActionImpossible(Stale):
    """A step cannot do what its action says; the message becomes the instance's error."""

    code: ClassVar[str] = "action_impossible"
