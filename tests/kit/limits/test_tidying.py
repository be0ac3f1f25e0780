from accord.kit.limits import RedisLimiter, Rule

RULE = Rule("tidy", limit=5, seconds=60)
DAY = 86_400


class TestTidyingUp:
    async def test_drops_rows_of_windows_long_over(self, postgres_limiters, database):
        limiter = postgres_limiters[0]
        for now in (0, DAY, 3 * DAY):
            await limiter.hit("ann", RULE, now)

        dropped = await limiter.purge(3 * DAY)

        assert dropped == 1
        assert await database.pool.fetchval("SELECT count(*) FROM rate_windows") == 2

    async def test_leaves_redis_to_drop_a_window_after_twice_its_length(self, redis_url):
        limiter = RedisLimiter(redis_url)
        await limiter.hit("tidy", RULE, 0)

        left = await limiter._client.ttl("accord:limits:tidy/60:tidy@0")
        await limiter.close()

        assert 118 <= left <= 120
