"""Decisions about cases, without I/O."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from accord.core.context import Actor, ActorKind
from accord.core.events import Event
from accord.core.sla import ClockState
from accord.kit.records import UNSET, UnsetType

from .events import CaseEscalated, CaseStatusChanged, CaseUpdated
from .records import FINAL, Case, CaseStatus

_PEOPLE = (ActorKind.USER, ActorKind.CUSTOMER)


def draw_number(at: datetime) -> str:
    """A number as banks print it: `CASE-`, the UTC second, six random hex digits."""
    return f"CASE-{at.astimezone(UTC):%Y%m%d%H%M%S}-{token_hex(3)}"


def author_of(actor: Actor) -> str:
    """Whose name stands on what is written: a person's own, `System` for programs."""
    return actor.name if actor.kind in _PEOPLE else "System"


def is_breached(case: Case, now: datetime) -> bool:
    """Whether a case took, or has taken, longer than was promised."""
    return case.sla_due_at is not None and (case.resolved_at or case.closed_at or now) > case.sla_due_at


def clock_of(status: CaseStatus) -> ClockState:
    """What the clock of a case of this status does."""
    if status in FINAL:
        return ClockState.STOPPED
    return ClockState.PAUSED if status is CaseStatus.PENDING_CUSTOMER else ClockState.RUNNING


def columns_after(
    before: Case, status: CaseStatus, resolution: str | UnsetType | None, *, at: datetime
) -> dict[str, Any]:
    """The columns that a new status writes, and only those whose value differs.

    Resolved and closed are stamped each time they are written. A text of the resolution is kept with them only, and
    stays when the case is opened again.
    """
    written: dict[str, Any] = {"status": status}
    if status is CaseStatus.RESOLVED:
        written["resolved_at"] = at
    elif status in FINAL:
        written["closed_at"] = at
    else:
        written |= {"resolved_at": None, "closed_at": None}
    if status in FINAL and resolution is not UNSET:
        written["resolution"] = resolution
    return {name: value for name, value in written.items() if value != getattr(before, name)}


def ended_at(before: Case, columns: Mapping[str, Any]) -> datetime | None:
    """When the work on a case ended, after these columns are written: when it was resolved, else when closed."""
    resolved: datetime | None = columns.get("resolved_at", before.resolved_at)
    closed: datetime | None = columns.get("closed_at", before.closed_at)
    return resolved or closed


def events_of(before: Case, after: Case, fields: Iterable[str]) -> list[Event]:
    """What a written status is told as."""
    about: dict[str, Any] = {"customer_id": after.customer_id, "subject_id": after.id, "number": after.number}
    if after.status is before.status:
        return [CaseUpdated(fields=tuple(sorted(fields)), **about)]
    about |= {
        "kind": after.kind,
        "priority": after.priority,
        "category": after.category,
        "assigned_user_id": after.assigned_user_id,
    }
    told: list[Event] = [CaseStatusChanged(before=before.status, status=after.status, **about)]
    if after.status is CaseStatus.ESCALATED:
        told.append(CaseEscalated(**about))
    return told
