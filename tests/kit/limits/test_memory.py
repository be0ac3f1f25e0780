from accord.kit.limits import MemoryLimiter, Rule

RULE = Rule("test", limit=1, seconds=60)


class TestCountingInMemory:
    async def test_drops_windows_that_are_over(self):
        limiter = MemoryLimiter()

        for minute in range(10):
            await limiter.hit("ann", RULE, minute * 60)

        assert sorted(limiter._windows["test", 60]) == [480, 540]

    async def test_forgets_the_oldest_keys_of_a_flood(self):
        limiter = MemoryLimiter(most_keys=100)

        for number in range(1000):
            await limiter.hit(str(number), RULE, 0)

        assert len(limiter._windows["test", 60][0]) <= 100
        assert not (await limiter.hit("999", RULE, 0)).allowed
