"""The dashboard: how many customers, cases and interactions there are, by what they are, in any period.

Owns    customer_counts, case_counts, interaction_counts
Needs   customers, cases, interactions

Figures are exact at any moment: the database counts in the transaction of every change (see `tables`).
"""

from .jobs import fold_counts, verify_counts
from .records import CaseFigures, CustomerFigures, Dashboard, InteractionFigures, Period
from .service import get_case_figures, get_customer_figures, get_dashboard, get_interaction_figures
from .upkeep import reconcile_counts

__all__ = [
    "CaseFigures",
    "CustomerFigures",
    "Dashboard",
    "InteractionFigures",
    "Period",
    "fold_counts",
    "get_case_figures",
    "get_customer_figures",
    "get_dashboard",
    "get_interaction_figures",
    "reconcile_counts",
    "verify_counts",
]
