"""Cases: problems that customers bring, and how they end.

Owns    cases, case_updates
Emits   CaseOpened, CaseStatusChanged, CaseEscalated, CaseAssigned, CaseUpdated, CaseNoted, CaseDeleted
Needs   access, customers, sla

A case's due time is its clock's, copied to the case whenever the clock moves. A case of a merged customer belongs to
the survivor. Whoever changes a case holds its customer's row first, then the case, then its clock.
"""

from .events import (
    CaseAssigned,
    CaseDeleted,
    CaseEscalated,
    CaseNoted,
    CaseOpened,
    CaseStatusChanged,
    CaseUpdated,
)
from .ownership_store import owner_of
from .pressing_store import has_pressing_case
from .progress import add_case_update, assign_case, escalate_case, list_case_updates, set_case_status
from .records import FINAL, Audience, Case, CaseKind, CaseQuery, CaseStatus, CaseUpdate, NewCase
from .rules import is_breached
from .service import delete_case, explain_case, get_case, list_cases, list_cases_of_customer, open_case

__all__ = [
    "FINAL",
    "Audience",
    "Case",
    "CaseAssigned",
    "CaseDeleted",
    "CaseEscalated",
    "CaseKind",
    "CaseNoted",
    "CaseOpened",
    "CaseQuery",
    "CaseStatus",
    "CaseStatusChanged",
    "CaseUpdate",
    "CaseUpdated",
    "NewCase",
    "add_case_update",
    "assign_case",
    "delete_case",
    "escalate_case",
    "explain_case",
    "get_case",
    "has_pressing_case",
    "is_breached",
    "list_case_updates",
    "list_cases",
    "list_cases_of_customer",
    "open_case",
    "owner_of",
    "set_case_status",
]
