"""Workers that are killed at every boundary of a step: each action happens once, and every instance ends."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from accord.adapters.queue import JobQueue
from accord.core import automation, customers
from accord.core.automation import NewDefinition
from accord.core.context import SYSTEM, Context
from accord.core.customers import NewCustomer
from accord.core.reactions import REACTIONS
from accord.kit import clock
from accord.kit.db import Database
from accord.kit.ids import new_id

TESTS = Path(__file__).parents[2]
FAILPOINTS = ("begun", "effect", "done", "committed")
ROUNDS = 4
CUSTOMERS = 100
USER = new_id()
ACTIONS = (
    {"type": "CreateCase", "title": "one"},
    {"type": "Notify", "userId": str(USER), "title": "two"},
    {"type": "CreateAction", "title": "three"},
    {"type": "CreateCase", "title": "four"},
)


@asynccontextmanager
async def context(database: Database) -> AsyncIterator[Context]:
    async with database.transaction() as db:
        yield Context(
            db, SYSTEM, clock.now(), via="test", request_id=None, queue=JobQueue(), reactions=REACTIONS
        )


async def work(dsn: str, failpoint: str, passes: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "core.automation.killable", dsn, failpoint, str(passes)), cwd=TESTS
    )


async def work_to_the_end(database: Database, dsn: str) -> None:
    process = await work(dsn, "never", 1)
    try:
        async with asyncio.timeout(60):
            while await database.pool.fetchval("SELECT count(*) FROM pgqueuer"):
                assert process.returncode is None
                await asyncio.sleep(0.05)
    finally:
        process.terminate()
        await process.wait()


@pytest.fixture
async def done(database: Database, url: str) -> Database:
    """Two workflows for each of many new customers, worked off by one worker after another that is killed."""
    async with context(database) as ctx:
        for order in (1, 2):
            new = NewDefinition(
                name=str(order),
                trigger_type="CustomerCreated",
                actions=list(ACTIONS),
                execution_order=order,
            )
            await automation.create_definition(ctx, new)
        for number in range(CUSTOMERS):
            await customers.create_customer(ctx, NewCustomer(given_name=f"C{number}"))
    chance = random.Random(20260212)
    kills = 0
    for failpoint in FAILPOINTS * ROUNDS:
        process = await work(url, failpoint, chance.randrange(1, 60))
        kills += await asyncio.wait_for(process.wait(), 60) == -9
    assert kills == len(FAILPOINTS) * ROUNDS
    await work_to_the_end(database, url)
    return database


class TestKillingWorkersAtEveryBoundary:
    async def test_leaves_every_instance_complete_and_every_action_done_once(self, done: Database) -> None:
        pool = done.pool
        instances = await pool.fetch("SELECT id, status, step_index FROM automation_instances")
        titles = await pool.fetch("SELECT title, count(*) FROM cases GROUP BY title ORDER BY title")
        told = await pool.fetchval("SELECT count(*) FROM notifications WHERE user_id = $1", USER)
        advised = await pool.fetchval("SELECT count(*) FROM actions")
        steps = await pool.fetch("SELECT effect FROM automation_steps")
        named = [value for (effect,) in steps for value in effect.values() if isinstance(value, str)]

        assert len(instances) == 2 * CUSTOMERS
        assert {(row["status"], row["step_index"]) for row in instances} == {("Completed", len(ACTIONS))}
        assert [tuple(row) for row in titles] == [("four", 2 * CUSTOMERS), ("one", 2 * CUSTOMERS)]
        assert (told, advised) == (2 * CUSTOMERS, 2 * CUSTOMERS)
        assert len(steps) == 2 * CUSTOMERS * len(ACTIONS)
        assert len(set(named)) == len(named) == 3 * 2 * CUSTOMERS
        assert await pool.fetchval("SELECT count(*) FROM dead_jobs") == 0
        assert await out_of_order(done) == 0


async def out_of_order(database: Database) -> int:
    """Steps of a customer's second workflow that were taken before the last one of the first."""
    found: int = await database.pool.fetchval(
        "SELECT count(*) FROM automation_instances a JOIN automation_steps s ON s.instance_id = a.id "
        "JOIN automation_instances b ON b.lane_id = a.lane_id AND b.place > a.place "
        "JOIN automation_steps t ON t.instance_id = b.id WHERE t.ended_at < s.ended_at"
    )
    return found
