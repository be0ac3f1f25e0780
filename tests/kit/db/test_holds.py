import asyncio

import pytest

from accord.kit.db import Database, SharedHolds

KEY = 1234567
FREE = "SELECT pg_try_advisory_lock($1) AND pg_advisory_unlock($1)"


@pytest.fixture
async def holds(url: str):
    made = SharedHolds(url)
    yield made
    await made.close()


async def is_free(pool: Database) -> bool:
    return await pool.pool.fetchval(FREE, KEY)


class TestSharedHolds:
    async def test_keep_others_from_the_whole_key(self, holds, pool):
        async with holds.share(KEY) as held:
            assert (held, await is_free(pool)) == (True, False)
        assert await is_free(pool)

    async def test_are_shared(self, holds, pool):
        async with holds.share(KEY) as first, holds.share(KEY) as second:
            assert (first, second) == (True, True)
        assert await is_free(pool)

    async def test_wait_for_who_has_the_whole_key(self, holds, pool):
        got = asyncio.Event()

        async def share() -> None:
            async with holds.share(KEY):
                got.set()

        async with pool.pool.acquire() as other:
            await other.execute("SELECT pg_advisory_lock($1)", KEY)
            task = asyncio.create_task(share())
            await asyncio.sleep(0.1)
            assert not got.is_set()
            await other.execute("SELECT pg_advisory_unlock($1)", KEY)
            await asyncio.wait_for(task, 2)
        assert got.is_set()

    async def test_are_let_go_at_the_end(self, holds, pool):
        async with holds.share(KEY):
            await holds.close()
            await asyncio.sleep(0.1)
            assert await is_free(pool)

    async def test_outlive_a_broken_connection(self, holds, pool):
        async with holds.share(KEY):
            holds._connection.terminate()
        async with holds.share(KEY) as held:
            assert held
