import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from accord.core import customers, interactions
from accord.core.context import SYSTEM, Context
from accord.core.errors import NotFound
from accord.core.interactions import Channel, InteractionChanges, InteractionQuery, NewInteraction
from accord.kit import clock
from accord.kit.db import Database
from accord.kit.paging import Page
from make import Factory, QueueOfTest

NOW = clock.now()
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@asynccontextmanager
async def acting(database: Database) -> AsyncIterator[Context]:
    async with database.transaction() as db:
        yield Context(db, SYSTEM, NOW, via="test", request_id=None, queue=QueueOfTest(), reactions={})


async def log(database, customer_id, *, days=0):
    async with acting(database) as ctx:
        new = NewInteraction(
            customer_id=customer_id,
            channel=Channel.PHONE,
            summary="Called",
            occurred_at=NOW - timedelta(days=days),
        )
        return await interactions.log_interaction(ctx, new)


async def delete(database, interaction_id):
    async with acting(database) as ctx:
        await interactions.delete_interaction(ctx, interaction_id)


async def until_somebody_waits(database):
    """Return once a transaction waits for another's lock."""
    for _ in range(500):
        if await database.pool.fetchval(WAITING):
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


@pytest.fixture
async def customer(database):
    async with acting(database) as ctx:
        return await Factory(ctx.db).customer()


class TestManyChangesAtOnce:
    async def test_leave_the_last_interaction_that_the_rows_say(self, database, customer):
        logged = await asyncio.gather(*(log(database, customer.id, days=days) for days in range(12)))

        await asyncio.gather(
            *(delete(database, interaction.id) for interaction in logged[:6]),
            *(log(database, customer.id, days=days) for days in range(4, 10)),
        )

        async with acting(database) as ctx:
            after = await customers.get_customer(ctx, customer.id)
            left = await interactions.list_interactions(ctx, InteractionQuery(page=Page(limit=50)))
            assert await interactions.repair_last_interactions(ctx) == 0
        assert (after.last_interaction_at, left.total) == (NOW - timedelta(days=4), 12)


class TestAnUpdateDuringAnErasure:
    async def test_waits_and_finds_nothing_left(self, database, customer):
        logged = await log(database, customer.id)

        async with acting(database) as erasing:
            await customers.lock_customers(erasing.db, [customer.id])
            update = asyncio.create_task(self.update(database, logged.id))
            await until_somebody_waits(database)
            await customers.erase_customer(erasing, customer.id)

        with pytest.raises(NotFound):
            await update

    async def update(self, database, interaction_id):
        async with acting(database) as ctx:
            changes = InteractionChanges(summary="Wrote")
            await interactions.update_interaction(ctx, interaction_id, changes)
