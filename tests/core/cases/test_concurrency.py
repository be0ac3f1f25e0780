import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from accord.core import cases, customers, sla
from accord.core.cases import Audience, CaseStatus, NewCase
from accord.core.context import SYSTEM, Context
from accord.core.errors import NotFound
from accord.kit import clock
from accord.kit.db import Database
from make import Factory, QueueOfTest, emitted

NOW = clock.now()
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@asynccontextmanager
async def acting(database: Database, *, now=NOW) -> AsyncIterator[Context]:
    async with database.transaction() as db:
        yield Context(db, SYSTEM, now, via="test", request_id=None, queue=QueueOfTest(), reactions={})


async def until_somebody_waits(database):
    """Return once a transaction waits for another's lock."""
    for _ in range(500):
        if await database.pool.fetchval(WAITING):
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


@pytest.fixture
async def case(database):
    async with acting(database) as ctx:
        customer = await Factory(ctx.db).customer()
        new = NewCase(customer_id=customer.id, title="Card", description="Kept", category="Cards")
        return await cases.open_case(ctx, new)


async def write(database, case_id):
    async with acting(database) as ctx:
        await cases.add_case_update(ctx, case_id, "Asked", audience=Audience.INTERNAL)


async def resolve(database, case_id):
    async with acting(database) as ctx:
        await cases.set_case_status(ctx, case_id, CaseStatus.RESOLVED)


async def erase(database, customer_id):
    async with acting(database) as ctx:
        await customers.erase_customer(ctx, customer_id)


class TestAChangeDuringAnErasure:
    @pytest.mark.parametrize("change", [write, resolve])
    async def test_waits_and_finds_nothing_left(self, database, case, change):
        async with acting(database) as erasing:
            await customers.lock_customers(erasing.db, [case.customer_id])
            changing = asyncio.create_task(change(database, case.id))
            await until_somebody_waits(database)
            await customers.erase_customer(erasing, case.customer_id)

        with pytest.raises(NotFound):
            await changing


class TestAnErasureDuringAChange:
    @pytest.mark.parametrize("last", [CaseStatus.RESOLVED, CaseStatus.ESCALATED])
    async def test_waits_and_takes_all_with_it(self, database, case, last):
        async with acting(database) as changing:
            await cases.escalate_case(changing, case.id, reason="The third time")
            erasing = asyncio.create_task(erase(database, case.customer_id))
            await until_somebody_waits(database)
            await cases.set_case_status(changing, case.id, last)

        await erasing
        for table in ("cases", "case_updates", "sla_clocks"):
            assert await database.pool.fetchval(f"SELECT count(*) FROM {table}") == 0


class TestTwoWatchers:
    async def test_tell_of_a_breach_once(self, database, case):
        late = case.sla_due_at + timedelta(seconds=1)

        async with acting(database, now=late) as first, acting(database, now=late) as second:
            told = [await sla.tell_of_due_clocks(each) for each in (first, second)]

        async with acting(database) as ctx:
            types = [event.type for event in await emitted(ctx.db)]
        assert (told, types) == ([1, 0], ["case.opened", "sla.breached"])
