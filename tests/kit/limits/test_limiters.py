"""What every limiter promises, whatever it counts in."""

import asyncio
from uuid import uuid4

import pytest

from accord.kit.limits import Decision, Rule

NOON = 1_770_897_600  # a multiple of 3600


@pytest.fixture
def rule() -> Rule:
    """A rule nobody else has counted under."""
    return Rule(f"test-{uuid4()}", limit=3, seconds=60)


class TestAHit:
    async def test_is_allowed_until_the_window_is_used_up(self, limiter, rule):
        seen = [await limiter.hit("ann", rule, NOON + second) for second in (0, 1, 59.5, 59.75)]

        assert seen == [
            Decision(allowed=True, limit=3, remaining=2, reset_at=NOON + 60, retry_after=0),
            Decision(allowed=True, limit=3, remaining=1, reset_at=NOON + 60, retry_after=0),
            Decision(allowed=True, limit=3, remaining=0, reset_at=NOON + 60, retry_after=0),
            Decision(allowed=False, limit=3, remaining=0, reset_at=NOON + 60, retry_after=1),
        ]

    async def test_begins_anew_at_the_edge_of_the_window(self, limiter, rule):
        for _ in range(5):
            last = await limiter.hit("ann", rule, NOON + 59.999)
        first = await limiter.hit("ann", rule, NOON + 60)

        assert (last.allowed, first.allowed, first.remaining, first.reset_at) == (False, True, 2, NOON + 120)

    async def test_that_arrives_late_counts_in_its_own_window(self, limiter, rule):
        for _ in range(3):
            await limiter.hit("ann", rule, NOON + 59)
        await limiter.hit("ann", rule, NOON + 60)

        assert not (await limiter.hit("ann", rule, NOON + 59.9)).allowed

    async def test_costs_nothing_when_refused(self, limiter, rule):
        for _ in range(50):
            await limiter.hit("ann", rule, NOON)
        raised = Rule(rule.name, limit=4, seconds=60)

        seen = [await limiter.hit("ann", raised, NOON) for _ in range(2)]

        assert [decision.allowed for decision in seen] == [True, False]

    async def test_says_when_to_come_back(self, limiter, rule):
        for _ in range(3):
            await limiter.hit("ann", rule, NOON)

        waits = [
            (await limiter.hit("ann", rule, NOON + second)).retry_after for second in (0, 0.5, 30.1, 59.999)
        ]

        assert waits == [60, 60, 30, 1]

    async def test_is_counted_for_its_own_key_and_rule_only(self, limiter, rule):
        others = [Rule(f"{rule.name}-b", limit=3, seconds=60), Rule(rule.name, limit=3, seconds=3600)]
        for _ in range(3):
            await limiter.hit("ann", rule, NOON)

        seen = [await limiter.hit("ann", other, NOON) for other in others] + [
            await limiter.hit("bob", rule, NOON)
        ]

        assert [decision.remaining for decision in seen] == [2, 2, 2]

    async def test_is_never_allowed_by_a_limit_of_nothing(self, limiter, rule):
        assert not (await limiter.hit("ann", Rule(rule.name, limit=0, seconds=60), NOON)).allowed

    async def test_is_counted_exactly_among_fifty_at_once(self, limiter, rule):
        tight = Rule(rule.name, limit=20, seconds=60)

        seen = await asyncio.gather(*(limiter.hit("ann", tight, NOON) for _ in range(50)))

        assert sorted(decision.remaining for decision in seen if decision.allowed) == list(range(20))

    async def test_takes_any_key(self, limiter, rule):
        keys = ["ip:2001:db8::1", "subject with spaces", "ünï", "x" * 255, ""]

        assert [(await limiter.hit(key, rule, NOON)).remaining for key in keys] == [2] * 5


class TestTwoServers:
    async def test_count_together(self, shared, rule):
        tight = Rule(rule.name, limit=30, seconds=60)

        seen = await asyncio.gather(*(shared[number % 2].hit("ann", tight, NOON) for number in range(80)))

        assert sorted(decision.remaining for decision in seen if decision.allowed) == list(range(30))
