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


class Client(Protocol):
    """What is used of `redis.asyncio.Redis`."""

    def register_script(self, script: str) -> Any:
        """A script that is loaded when the server does not know it."""

    async def aclose(self) -> None:
        """Close the connections."""


class RedisLimiter:
    """Exact across all processes that use one server. One round trip a hit."""

    def __init__(self, client: Client, *, prefix: str = "accord:limits:") -> None:
        self._client = client
        self._prefix = prefix
        self._hit: _Script = client.register_script(_HIT)

    async def hit(self, key: str, rule: Rule, now: float) -> Decision:
        """Count one hit, unless the window is used up. Raises redis.RedisError."""
        start = start_of(rule, now)
        counter = f"{self._prefix}{counter_of(key, rule)}@{start}"
        hits = int(await self._hit(keys=[counter], args=[rule.limit, 2 * rule.seconds]))
        return allowed(rule, start, hits) if hits else refused(rule, start, now)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def connect(url: str, *, seconds: float = 2.0) -> RedisLimiter:
    """A limiter on the server at `url`; each answer is waited for at most `seconds`. Raises ImportError."""
    from redis.asyncio import Redis  # noqa: PLC0415  (an extra: imported only by those who use it)

    client = Redis.from_url(url, socket_timeout=seconds, socket_connect_timeout=seconds)
    return RedisLimiter(client)
