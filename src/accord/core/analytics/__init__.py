"""Analytics: what the features know, put together into figures. Every figure can be traced to rows.

Owns    nothing
Needs   customers, interactions, segments, feedback
"""

from .records import CustomerSummary
from .service import get_customer_summary

__all__ = ["CustomerSummary", "get_customer_summary"]
