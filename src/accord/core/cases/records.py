"""Cases as records."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from accord.core.sla import Priority
from accord.kit.paging import Page
from accord.kit.records import Record


class CaseKind(StrEnum):
    """Which desk works on it: a case of a bank, or the resolution of a technical problem."""

    CASE = "case"
    RESOLUTION = "resolution"


class CaseStatus(StrEnum):
    """How far the work is, in the words that were written: the first six of cases, the others of resolutions."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    PENDING_CUSTOMER = "pending_customer"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    CLOSED = "closed"
    INVESTIGATING = "investigating"
    AWAITING_FIX = "awaiting_fix"
    FIX_IN_PROGRESS = "fix_in_progress"
    AWAITING_DEPLOY = "awaiting_deploy"
    DEPLOYED = "deployed"
    MONITORING = "monitoring"
    WONT_FIX = "wont_fix"
    DUPLICATE = "duplicate"


FINAL = frozenset({CaseStatus.RESOLVED, CaseStatus.CLOSED, CaseStatus.WONT_FIX, CaseStatus.DUPLICATE})


class Audience(StrEnum):
    """Who may read an update of a case: staff only, or the customer too."""

    INTERNAL = "internal"
    CUSTOMER = "customer"


class Case(Record):
    """A problem to be solved for a customer. `sla_due_at` is its clock's; None without a policy.

    `created_by` is the name of who opened it; `System` for programs.
    """

    id: UUID
    kind: CaseKind
    number: str
    customer_id: UUID
    title: str
    description: str
    category: str
    sub_category: str | None
    priority: Priority
    status: CaseStatus
    resolution: str | None
    resolved_at: datetime | None
    closed_at: datetime | None
    sla_due_at: datetime | None
    assigned_user_id: UUID | None
    team_id: UUID | None
    recurrence_of_id: UUID | None
    created_by: str
    created_at: datetime
    updated_at: datetime | None


class NewCase(Record):
    """A case to open. `recurrence_of_id` is an earlier case of the same customer that came back."""

    customer_id: UUID
    title: str
    description: str
    category: str
    sub_category: str | None = None
    priority: Priority = Priority.P2
    kind: CaseKind = CaseKind.CASE
    assigned_user_id: UUID | None = None
    team_id: UUID | None = None
    recurrence_of_id: UUID | None = None


class CaseQuery(Record):
    """Which cases to list, newest first. Every filter given must hold; empty `statuses` means all."""

    page: Page
    kind: CaseKind | None = None
    customer_id: UUID | None = None
    statuses: tuple[CaseStatus, ...] = ()
    priority: Priority | None = None
    assigned_user_id: UUID | None = None


class CaseUpdate(Record):
    """A note on a case."""

    id: UUID
    case_id: UUID
    customer_id: UUID
    audience: Audience
    text: str
    author_name: str
    created_at: datetime
