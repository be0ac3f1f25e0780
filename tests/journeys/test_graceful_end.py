"""A server that is told to end finishes what it began, and leaves nothing running."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import asyncpg
import httpx

from accord.adapters.postgres import find_running

from .people import Kept, creation
from .supervisor import until

RUNNING = 4  # fewer than a pool has connections


class TestEndingAServer:
    async def test_finishes_what_runs_and_stops_the_database(self, embedded):
        server = embedded.serve()

        async with held_up(find_running(embedded.data)) as release:
            running = [asyncio.create_task(create(server, number)) for number in range(RUNNING)]
            await release.until_waiting(RUNNING)
            server.process.terminate()
            await asyncio.to_thread(until, lambda: refuses_connections(server), 60)
        statuses = await asyncio.gather(*running)

        assert statuses == [201] * RUNNING
        assert server.process.wait(60) == 0
        assert server.output.count("Stopped.") == 1
        assert find_running(embedded.data) is None

    async def test_can_be_followed_by_another_start(self, embedded):
        server = embedded.serve()
        statuses = [await create(server, number) for number in range(2)]
        assert (server.stop(), statuses) == (0, [201, 201])

        embedded.serve()

        kept = await Kept.read(find_running(embedded.data))
        assert (len(kept.ids), kept.is_whole) == (2, True)

    async def test_in_the_middle_of_a_start_leaves_no_database_either(self, embedded):
        server = embedded.begin(ACCORD_AUTH__SECRET="")
        made_secret = embedded.data / "auth.secret"  # after the database's start, before the server's
        await asyncio.to_thread(until, made_secret.exists, 60)

        assert server.stop() == 0
        assert find_running(embedded.data) is None


class HeldUp:
    """Keeps every change of customers waiting."""

    def __init__(self, holder: asyncpg.Connection, watcher: asyncpg.Connection) -> None:
        self._holder = holder
        self._watcher = watcher

    async def until_waiting(self, count: int) -> None:
        """Wait until so many sessions wait for the lock."""
        query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'customers'::regclass"
        async with asyncio.timeout(60):
            while await self._watcher.fetchval(query) < count:
                await self._watcher.execute("SELECT pg_sleep(0.05)")


@contextlib.asynccontextmanager
async def held_up(dsn: str) -> AsyncIterator[HeldUp]:
    holder, watcher = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
    transaction = holder.transaction()
    await transaction.start()
    await holder.execute("LOCK TABLE customers IN EXCLUSIVE MODE")
    yield HeldUp(holder, watcher)
    await transaction.rollback()
    await holder.close()
    await watcher.close()


async def create(server, number: int) -> int:
    path, body = creation(number)
    headers = {"Authorization": f"Bearer {server.token}"}
    async with httpx.AsyncClient(
        base_url=server.base, headers=headers, timeout=60, trust_env=False
    ) as client:
        return (await client.post(path, json=body)).status_code


def refuses_connections(server) -> bool:
    try:
        httpx.get(f"{server.base}/healthz", timeout=5, trust_env=False)
    except httpx.ConnectError:
        return True
    return False
