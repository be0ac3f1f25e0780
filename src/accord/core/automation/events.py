"""What happens to workflows and their instances."""

from typing import ClassVar
from uuid import UUID

from accord.core.events import Event

from .records import InstanceStatus, Trigger


class WorkflowCreated(Event):
    """A workflow is defined from now on."""

    type: ClassVar[str] = "workflow.created"
    name: str


class WorkflowUpdated(Event):
    """A definition was written. `fields` are the names of what changed, in the core's words."""

    type: ClassVar[str] = "workflow.updated"
    fields: tuple[str, ...]


class WorkflowDeleted(Event):
    """A definition is gone; its instances stay."""

    type: ClassVar[str] = "workflow.deleted"
    name: str


class WorkflowStarted(Event):
    """Somebody started an instance."""

    type: ClassVar[str] = "workflow.started"
    definition_id: UUID
    name: str


class WorkflowsFired(Event):
    """An event or the time started instances; the subject is what the event was about."""

    type: ClassVar[str] = "workflow.fired"
    trigger: Trigger
    instance_ids: tuple[UUID, ...]


class WorkflowCompleted(Event):
    """An instance did all its actions."""

    type: ClassVar[str] = "workflow.completed"
    name: str


class WorkflowFailed(Event):
    """An instance ended at a step that could not be done; `problem` says why."""

    type: ClassVar[str] = "workflow.failed"
    name: str
    step: str
    problem: str


class WorkflowStatusSet(Event):
    """Somebody set the status of an instance."""

    type: ClassVar[str] = "workflow.status_set"
    status: InstanceStatus
