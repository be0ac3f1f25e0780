"""Counts in this process, for a server of one process."""

from itertools import islice

from .windows import Decision, Rule, allowed, refused, start_of

_Counts = dict[str, int]


class MemoryLimiter:
    """Exact within one process. Keeps the running window of each rule and the one before it.

    A window holds at most `most_keys` keys; beyond that it forgets the half that came first, so that a flood
    of addresses costs exactness for the oldest of them, never the process's memory.
    """

    def __init__(self, *, most_keys: int = 200_000) -> None:
        self._most_keys = most_keys
        self._windows: dict[tuple[str, int], dict[int, _Counts]] = {}

    async def hit(self, key: str, rule: Rule, now: float) -> Decision:
        """Count one hit, unless the window is used up."""
        start = start_of(rule, now)
        windows = self._windows.get((rule.name, rule.seconds))
        counts = windows.get(start) if windows is not None else None
        if counts is None:
            counts = self._begin(rule, start)
        hits = counts.get(key, 0)
        if hits >= rule.limit:
            return refused(rule, start, now)
        if hits == 0 and len(counts) >= self._most_keys:
            _forget_half(counts)
        counts[key] = hits + 1
        return allowed(rule, start, hits + 1)

    def _begin(self, rule: Rule, start: int) -> _Counts:
        """A new window; a hit from just before its edge may still arrive, so the one before it stays."""
        windows = self._windows.setdefault((rule.name, rule.seconds), {})
        for old in [other for other in windows if other < start - rule.seconds]:
            del windows[old]
        return windows.setdefault(start, {})


def _forget_half(counts: _Counts) -> None:
    for key in list(islice(counts, len(counts) // 2 or 1)):
        del counts[key]
