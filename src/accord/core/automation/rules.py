"""Decisions about workflows, without I/O."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from . import reading, vocabulary
from .errors import WorkflowEnded
from .records import (
    ConditionOutcome,
    Definition,
    Instance,
    InstanceStatus,
    NewDefinition,
    Rehearsal,
    Trigger,
)

STARTED = "Started"
LONGEST_CHAIN = 5
LONGEST_ERROR = 1000
# An age is not a value to be equal to: the condition holds from there on.
_AGE = (Trigger.CASE_AGE_EXCEEDED, reading.AGE)

Facts = Mapping[str, str]


def columns_of(new: NewDefinition) -> dict[str, Any]:
    """What is kept of a definition: as it was written, and as the engine reads it. Raises Invalid."""
    fires_on = reading.trigger_named(new.trigger_type)
    conditions, actions = reading.read(new.trigger_conditions, new.actions, fires_on)
    return {
        "name": new.name,
        "description": new.description,
        "trigger_type": new.trigger_type,
        "fires_on": fires_on,
        "trigger_conditions": conditions.text,
        "conditions": reading.compiled(conditions.value),
        "actions_text": actions.text,
        "actions": actions.value,
        "is_active": new.is_active,
        "execution_order": new.execution_order,
        "cooldown_seconds": new.cooldown_seconds,
    }


def columns_after(before: Definition, written: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that a partial change writes, and only those whose value differs. Raises Invalid."""
    kept = {
        name: getattr(before, "actions_text" if name == "actions" else name)
        for name in NewDefinition.__struct_fields__
    }
    columns = columns_of(NewDefinition(**(kept | dict(written))))
    return {name: value for name, value in columns.items() if value != getattr(before, name)}


def rehearse(definition: Definition, facts: Facts) -> Rehearsal:
    """What an event with these facts makes of a definition."""
    outcomes = tuple(
        ConditionOutcome(
            field=field,
            allowed=allowed,
            found=facts.get(field),
            holds=_holds(definition.fires_on, field, allowed, facts.get(field)),
        )
        for field, allowed in sorted(definition.conditions.items())
    )
    return Rehearsal(
        definition=definition, conditions=outcomes, matches=all(outcome.holds for outcome in outcomes)
    )


def _holds(fires_on: Trigger | None, field: str, allowed: list[str], found: str | None) -> bool:
    if found is None:
        return False
    if (fires_on, field) == _AGE:
        return _number(found) >= _number(allowed[0])
    return found in allowed


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def facts_of(sample: Mapping[str, Any]) -> dict[str, str]:
    """Facts in canonical words, from fields and values by any of their names."""
    return {vocabulary.plain(field): vocabulary.canonical(field, value) for field, value in sample.items()}


def startable(definitions: Iterable[Definition], chain: Iterable[UUID]) -> list[Definition]:
    """The definitions that an event may start. None that led to the event: workflows do not set themselves off."""
    led = set(chain)
    return [definition for definition in definitions if definition.id not in led]


def hours_of(definition: Definition) -> float | None:
    """The age in hours that a definition waits for; None when it names none, and so never fires."""
    allowed = definition.conditions.get(reading.AGE)
    return float(allowed[0]) if allowed else None


def columns_of_status(before: Instance, status: InstanceStatus, error_message: str | None) -> dict[str, Any]:
    """The columns that setting a status writes. Raises WorkflowEnded for an instance that would leave its end."""
    if before.status.is_end:
        if status is not before.status:
            raise WorkflowEnded(before.status)
        return {}
    columns: dict[str, Any] = {"status": status}
    if error_message is not None:
        columns["error_message"] = error_message
    return {name: value for name, value in columns.items() if value != getattr(before, name)}


def shortened(message: str) -> str:
    """A message that fits an instance's error."""
    return message if len(message) <= LONGEST_ERROR else message[: LONGEST_ERROR - 1] + "…"
