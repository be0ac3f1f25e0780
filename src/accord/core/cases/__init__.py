"""Cases: problems that customers bring, and how they end.

Owns    cases, case_updates
Needs   access, customers, sla
"""

from .ownership_store import owner_of
from .records import FINAL, Audience, Case, CaseKind, CaseQuery, CaseStatus, CaseUpdate, NewCase

__all__ = [
    "FINAL",
    "Audience",
    "Case",
    "CaseKind",
    "CaseQuery",
    "CaseStatus",
    "CaseUpdate",
    "NewCase",
    "owner_of",
]
