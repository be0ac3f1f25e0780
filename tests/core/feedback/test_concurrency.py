import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from accord.core import customers, feedback
from accord.core.context import SYSTEM, Context
from accord.core.errors import NotFound
from accord.core.feedback import FeedbackChanges, NewFeedback, ServiceType
from accord.kit import clock
from accord.kit.db import Database
from make import Factory, QueueOfTest

WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@asynccontextmanager
async def acting(database: Database) -> AsyncIterator[Context]:
    async with database.transaction() as db:
        queue = QueueOfTest()
        yield Context(db, SYSTEM, clock.now(), via="test", request_id=None, queue=queue, reactions={})


async def until_somebody_waits(database):
    """Return once a transaction waits for another's lock."""
    for _ in range(500):
        if await database.pool.fetchval(WAITING):
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


async def submit(database, customer_id):
    async with acting(database) as ctx:
        new = NewFeedback(customer_id=customer_id, service_type=ServiceType.TOUR, rating=3)
        return await feedback.submit_feedback(ctx, new)


async def resolve(database, feedback_id):
    async with acting(database) as ctx:
        return await feedback.update_feedback(ctx, feedback_id, FeedbackChanges(is_resolved=True))


@pytest.fixture
async def customer(database):
    async with acting(database) as ctx:
        return await Factory(ctx.db).customer()


class TestFeedbackDuringAnErasure:
    async def test_waits_and_finds_no_customer_left(self, database, customer):
        async with acting(database) as erasing:
            await customers.erase_customer(erasing, customer.id)
            submitting = asyncio.create_task(submit(database, customer.id))
            await until_somebody_waits(database)

        with pytest.raises(NotFound, match="Customer not found"):
            await submitting

    async def test_is_settled_no_more(self, database, customer):
        submitted = await submit(database, customer.id)

        async with acting(database) as erasing:
            await customers.erase_customer(erasing, customer.id)
            resolving = asyncio.create_task(resolve(database, submitted.id))
            await until_somebody_waits(database)

        with pytest.raises(NotFound, match="Feedback not found"):
            await resolving
