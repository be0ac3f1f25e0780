"""Automation: workflows that people define, and the engine that runs them.

Owns    automation_definitions, automation_instances, automation_steps
Emits   WorkflowCreated, WorkflowUpdated, WorkflowDeleted, WorkflowStarted, WorkflowsFired, WorkflowCompleted,
        WorkflowFailed, WorkflowStatusSet
Reacts  to events of customers, cases, interactions and sentiment by starting what waits for them, and to messages
        that were sent or refused by letting the instance go on that waits for that; and to the time
Needs   customers, interactions, sentiment, sla, communications, cases, recommendations, notifications;
        who sends messages, by a port

An instance is one run of a definition, with the actions that the definition had when it began. Each action is a job of
its own, and commits with the note that it was taken: a worker that dies has done it or has not, and no action happens
twice. What an event starts runs one after the other. Definitions do not set themselves off, not through others either.
"""

from .alarms import tell_failure
from .errors import ActionImpossible, WorkflowEnded, WorkflowInactive
from .events import (
    WorkflowCompleted,
    WorkflowCreated,
    WorkflowDeleted,
    WorkflowFailed,
    WorkflowsFired,
    WorkflowStarted,
    WorkflowStatusSet,
    WorkflowUpdated,
)
from .firing import on_event, on_message_settled
from .jobs import abandon_step, fire_aged, match, settle_message, take_step
from .ports import Sender
from .records import (
    ActionType,
    ConditionOutcome,
    Definition,
    DefinitionChanges,
    Instance,
    InstanceStatus,
    NewDefinition,
    Rehearsal,
    Step,
    Trigger,
)
from .service import (
    create_definition,
    delete_definition,
    dry_run,
    get_definition,
    get_instance,
    list_definitions,
    list_instances,
    list_instances_of_customer,
    list_steps,
    set_instance_status,
    trigger_workflow,
    update_definition,
)

__all__ = [
    "ActionImpossible",
    "ActionType",
    "ConditionOutcome",
    "Definition",
    "DefinitionChanges",
    "Instance",
    "InstanceStatus",
    "NewDefinition",
    "Rehearsal",
    "Sender",
    "Step",
    "Trigger",
    "WorkflowCompleted",
    "WorkflowCreated",
    "WorkflowDeleted",
    "WorkflowEnded",
    "WorkflowFailed",
    "WorkflowInactive",
    "WorkflowStarted",
    "WorkflowStatusSet",
    "WorkflowUpdated",
    "WorkflowsFired",
    "abandon_step",
    "create_definition",
    "delete_definition",
    "dry_run",
    "fire_aged",
    "get_definition",
    "get_instance",
    "list_definitions",
    "list_instances",
    "list_instances_of_customer",
    "list_steps",
    "match",
    "on_event",
    "on_message_settled",
    "set_instance_status",
    "settle_message",
    "take_step",
    "tell_failure",
    "trigger_workflow",
    "update_definition",
]
