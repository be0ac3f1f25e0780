"""What happens to cases. Events tell no title, description or note: those are read where they can be erased."""

from typing import ClassVar
from uuid import UUID

from accord.core.events import Event
from accord.core.sla import Priority

from .records import Audience, CaseKind, CaseStatus


class CaseOpened(Event):
    """Somebody brought a problem."""

    type: ClassVar[str] = "case.opened"
    kind: CaseKind
    number: str
    priority: Priority
    status: CaseStatus
    category: str
    assigned_user_id: UUID | None


class CaseStatusChanged(Event):
    """The work on a case went on, or back: its status was `before` and is `status` now."""

    type: ClassVar[str] = "case.status_changed"
    kind: CaseKind
    number: str
    priority: Priority
    category: str
    before: CaseStatus
    status: CaseStatus
    assigned_user_id: UUID | None


class CaseEscalated(Event):
    """Somebody above has to see to a case. Told beside the change of its status."""

    type: ClassVar[str] = "case.escalated"
    kind: CaseKind
    number: str
    priority: Priority
    category: str
    assigned_user_id: UUID | None


class CaseAssigned(Event):
    """A case was given to somebody, or taken from them (None)."""

    type: ClassVar[str] = "case.assigned"
    kind: CaseKind
    number: str
    priority: Priority
    before: UUID | None
    assigned_user_id: UUID | None


class CaseUpdated(Event):
    """A case was changed without a change of its status. `fields` are the core's names of what changed."""

    type: ClassVar[str] = "case.updated"
    number: str
    fields: tuple[str, ...]


class CaseNoted(Event):
    """Somebody wrote on a case, for staff or for the customer too."""

    type: ClassVar[str] = "case.noted"
    number: str
    update_id: UUID
    audience: Audience


class CaseDeleted(Event):
    """A case was taken out of the record."""

    type: ClassVar[str] = "case.deleted"
    kind: CaseKind
    number: str
