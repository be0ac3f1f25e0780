"""Automation: workflows that people define, and the engine that runs them.

Owns    automation_definitions, automation_instances, automation_steps
Needs   customers
"""

from .records import (
    ActionType,
    ConditionOutcome,
    Definition,
    DefinitionChanges,
    Instance,
    InstanceQuery,
    InstanceStatus,
    NewDefinition,
    Rehearsal,
    Step,
    Trigger,
)

__all__ = [
    "ActionType",
    "ConditionOutcome",
    "Definition",
    "DefinitionChanges",
    "Instance",
    "InstanceQuery",
    "InstanceStatus",
    "NewDefinition",
    "Rehearsal",
    "Step",
    "Trigger",
]
