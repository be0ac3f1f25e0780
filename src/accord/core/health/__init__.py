"""Health: whether the platform can do its work now.

Owns    nothing
Needs   the database
"""

from .records import Health
from .service import check_health
from .store import ping

__all__ = ["Health", "check_health", "ping"]
