"""Segments as records, and the trees of rules that say who belongs to one."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from accord.core.customers import Customer
from accord.kit.paging import Page, Slice
from accord.kit.records import UNSET, Changes, Record, UnsetType


class SegmentKind(StrEnum):
    """How a segment says who belongs to it: by a few lists of values, or by a tree of rules."""

    CRITERIA = "criteria"
    RULES = "rules"


class SegmentSource(StrEnum):
    """Who thought a segment up."""

    MANUAL = "manual"
    AI_GENERATED = "ai_generated"


class Segment(Record):
    """A named part of the customers. `definition` is what was written: criteria, or a tree of rules with ids."""

    id: UUID
    kind: SegmentKind
    name: str
    description: str | None
    definition: dict[str, Any]
    source: SegmentSource
    is_active: bool
    created_at: datetime
    updated_at: datetime | None


class NewSegment(Record):
    """What a new segment comes with."""

    kind: SegmentKind
    name: str
    definition: dict[str, Any]
    description: str | None = None
    source: SegmentSource = SegmentSource.MANUAL


class SegmentChanges(Changes):
    """A partial change of a segment. `UNSET` keeps, None clears; a definition is replaced as a whole."""

    name: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    definition: dict[str, Any] | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class SegmentQuery(Record):
    """Which segments of a kind to list, newest first."""

    page: Page
    kind: SegmentKind
    is_active: bool | None = None


class CountedSegment(Record):
    """A segment with how many customers belonged to it at `counted_at`."""

    segment: Segment
    customer_count: int
    counted_at: datetime


class SegmentMembers(Record):
    """A segment with a page of its customers, newest first."""

    counted: CountedSegment
    members: Slice[Customer]


class FieldType(StrEnum):
    """What a field holds, and with it which operators it knows."""

    STRING = "string"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"


class Operator(StrEnum):
    """What a rule can ask of a field. `one_of` is for lists of values, such as criteria hold."""

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"
    ONE_OF = "one_of"
    GREATER_THAN = "greater_than"
    GREATER_THAN_OR_EQUAL = "greater_than_or_equal"
    LESS_THAN = "less_than"
    LESS_THAN_OR_EQUAL = "less_than_or_equal"
    BETWEEN = "between"
    AFTER = "after"
    BEFORE = "before"
    LAST_N_DAYS = "last_n_days"
    NEXT_N_DAYS = "next_n_days"
    IS_TRUE = "is_true"
    IS_FALSE = "is_false"


class Logic(StrEnum):
    """How a group joins its parts: all hold, one of them holds, none of them holds. An empty group always holds."""

    AND = "AND"
    OR = "OR"
    NOT = "NOT"


class Rule(Record):
    """One condition. `value` is as written; `operands` are what the database compares with, made from it."""

    id: str
    field: str
    operator: Operator
    value: Any
    operands: tuple[Any, ...]


class Group(Record):
    """Rules and groups joined by a logic."""

    id: str
    logic: Logic
    parts: "tuple[Rule | Group, ...]"


class RuleOutcome(Record):
    """Whether a rule holds for one customer, and the value that was found there."""

    rule: Rule
    found: Any
    holds: bool


class GroupOutcome(Record):
    """Whether a group holds for one customer, with the outcome of each of its parts."""

    group: Group
    parts: "tuple[RuleOutcome | GroupOutcome, ...]"
    holds: bool


class Explanation(Record):
    """Why a customer is in a segment, or is not. Criteria are told as the rules that they stand for."""

    segment: Segment
    customer_id: UUID
    outcome: GroupOutcome

    @property
    def is_member(self) -> bool:
        """Whether the customer belongs to the segment."""
        return self.outcome.holds
