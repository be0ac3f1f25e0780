"""Workflows as records: what is defined, what runs of it, and what each step did."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from accord.kit.paging import Page
from accord.kit.records import UNSET, Changes, Record, UnsetType


class Trigger(StrEnum):
    """What starts a workflow without anybody asking for it."""

    CASE_CREATED = "CaseCreated"
    CASE_STATUS_CHANGED = "CaseStatusChanged"
    CASE_AGE_EXCEEDED = "CaseAgeExceeded"
    HIGH_PRIORITY_CASE_CREATED = "HighPriorityCaseCreated"
    CUSTOMER_CREATED = "CustomerCreated"
    CUSTOMER_SEGMENT_CHANGED = "CustomerSegmentChanged"
    INTERACTION_CREATED = "InteractionCreated"
    NEGATIVE_SENTIMENT = "NegativeSentiment"


class ActionType(StrEnum):
    """What a step can do. A definition may name others; an instance that reaches one fails there."""

    ESCALATE = "Escalate"
    NOTIFY = "Notify"
    ASSIGN = "Assign"
    CHANGE_STATUS = "ChangeStatus"
    SEND_EMAIL = "SendEmail"
    SEND_SMS = "SendSMS"
    CREATE_CASE = "CreateCase"
    CREATE_ACTION = "CreateAction"
    ADD_TAG = "AddTag"
    WEBHOOK = "Webhook"


class InstanceStatus(StrEnum):
    """How far an instance is. Only an active one takes steps."""

    DRAFT = "Draft"
    ACTIVE = "Active"
    PAUSED = "Paused"
    COMPLETED = "Completed"
    FAILED = "Failed"
    CANCELLED = "Cancelled"

    @property
    def is_end(self) -> bool:
        """Whether nothing follows any more."""
        return self in (InstanceStatus.COMPLETED, InstanceStatus.FAILED, InstanceStatus.CANCELLED)


class Definition(Record):
    """A workflow as it was defined.

    `trigger_type`, `trigger_conditions` and `actions_text` are as written. `fires_on` is the trigger that the type
    names, None for one that only people start. `conditions` and `actions` are what the engine reads of the texts:
    by plain name of a field the values that it may have, in canonical words; and the actions in order.
    After a start for a customer, events start it for that customer again no sooner than `cooldown_seconds` later.
    """

    id: UUID
    name: str
    description: str | None
    trigger_type: str
    fires_on: Trigger | None
    trigger_conditions: str
    conditions: dict[str, list[str]]
    actions_text: str
    actions: list[dict[str, Any]]
    is_active: bool
    execution_order: int
    cooldown_seconds: int
    created_at: datetime
    updated_at: datetime | None


class NewDefinition(Record):
    """What a new definition comes with. Conditions and actions may be JSON text, or what such a text says."""

    name: str
    trigger_type: str
    description: str | None = None
    trigger_conditions: str | dict[str, Any] | None = None
    actions: str | list[Any] | None = None
    is_active: bool = True
    execution_order: int = 0
    cooldown_seconds: int = 0


class DefinitionChanges(Changes):
    """A partial change of a definition. `UNSET` keeps, None clears the description."""

    name: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    trigger_type: str | UnsetType = UNSET
    trigger_conditions: str | dict[str, Any] | UnsetType = UNSET
    actions: str | list[Any] | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
    execution_order: int | UnsetType = UNSET
    cooldown_seconds: int | UnsetType = UNSET


class Instance(Record):
    """One run of a workflow, with the actions that its definition had when it began.

    `fired_by` is the trigger that started it, None when somebody did. `step_index` is the number of the next action.
    Instances of one `lane_id` run one after the other, in the order of `place`. `chain` are the definitions whose
    actions led here, the first one first. `awaits_id` is the message whose sending the next step waits for.
    """

    id: UUID
    definition_id: UUID
    name: str
    customer_id: UUID | None
    case_id: UUID | None
    status: InstanceStatus
    fired_by: Trigger | None
    actions: list[dict[str, Any]]
    context: str | None
    current_step: str
    step_index: int
    error_message: str | None
    lane_id: UUID
    place: int
    chain: list[UUID]
    awaits_id: UUID | None
    started_at: datetime
    completed_at: datetime | None


class InstanceQuery(Record):
    """Which instances to list, latest start first."""

    page: Page
    customer_id: UUID | None = None


class Step(Record):
    """What one action of an instance did: `effect` names the objects that it made or changed."""

    instance_id: UUID
    step: int
    customer_id: UUID | None
    action: str
    effect: dict[str, Any]
    error_message: str | None
    ended_at: datetime


class ConditionOutcome(Record):
    """Whether one condition holds: the values that it allows, and the one that was found."""

    field: str
    allowed: list[str]
    found: str | None
    holds: bool


class Rehearsal(Record):
    """What an event would make of one definition: whether it matches, why, and the actions that would run."""

    definition: Definition
    conditions: tuple[ConditionOutcome, ...]
    matches: bool

    @property
    def actions(self) -> list[dict[str, Any]]:
        """The actions that would run, in order."""
        return self.definition.actions if self.matches else []
