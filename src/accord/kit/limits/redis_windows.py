"""Counts in Redis or Valkey, for servers of several processes. Needs the `redis` extra."""

from collections.abc import Sequence
from typing import Any, Protocol

from .windows import Decision, Rule, allowed, counter_of, refused, start_of

# Runs as one step in the server. The key names its window, so the expiry only tidies up and may be late.
_HIT = """
local hits = tonumber(redis.call('GET', KEYS[1]) or '0')
if hits >= tonumber(ARGV[1]) then return 0 end
hits = redis.call('INCR', KEYS[1])
if hits == 1 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return hits
"""


class _Script(Protocol):
    async def __call__(self, keys: Sequence[str], args: Sequence[int]) -> Any:
        """Run the script."""


class RedisLimiter:
    """Exact across all processes that use one server. One round trip a hit, waited for at most `seconds`.

    Raises ImportError without the extra.
    """

    def __init__(self, url: str, *, prefix: str = "accord:limits:", seconds: float = 2.0) -> None:
        from redis.asyncio import Redis  # noqa: PLC0415  (an extra: imported only by those who use it)

        self._client = Redis.from_url(url, socket_timeout=seconds, socket_connect_timeout=seconds)
        self._prefix = prefix
        self._hit: _Script = self._client.register_script(_HIT)

    async def hit(self, key: str, rule: Rule, now: float) -> Decision:
        """Count one hit, unless the window is used up. Raises redis.RedisError."""
        start = start_of(rule, now)
        counter = f"{self._prefix}{counter_of(key, rule)}@{start}"
        hits = int(await self._hit(keys=[counter], args=[rule.limit, 2 * rule.seconds]))
        return allowed(rule, start, hits) if hits else refused(rule, start, now)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
