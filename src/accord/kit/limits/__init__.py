"""Rate limits: exact fixed windows aligned to the clock, counted in memory, in PostgreSQL or in Redis.

A refused request costs nothing. In memory the count is exact within one process; the other two are exact
across all.
"""

from .memory import MemoryLimiter
from .redis_windows import RedisLimiter
from .store import StoredLimiter
from .windows import Decision, Limiter, Rule

__all__ = ["Decision", "Limiter", "MemoryLimiter", "RedisLimiter", "Rule", "StoredLimiter"]
