import asyncio
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import func, select

from accord.core import customers, recommendations
from accord.core.context import SYSTEM, Context
from accord.core.errors import NotFound
from accord.core.recommendations.tables import action_models, actions
from accord.kit import clock
from accord.kit.db import statement
from accord.kit.ids import new_id
from make import Factory, QueueOfTest

NOW = clock.now()
COUNT = statement(select(func.count()).select_from(actions))
OUTCOMES = statement(select(func.sum(action_models.c.outcomes)))


@asynccontextmanager
async def acting(database):
    async with database.transaction() as db:
        yield Context(db, SYSTEM, NOW, via="test", request_id=None, queue=QueueOfTest(), reactions={})


async def generate(database, customer_id):
    async with acting(database) as ctx:
        return await recommendations.generate_actions(ctx, customer_id)


async def complete(database, action_id, outcome):
    async with acting(database) as ctx:
        return await recommendations.complete_action(ctx, action_id, outcome=outcome)


async def value(database, query):
    async with database.reading() as db:
        return await db.value(query)


@pytest.fixture
async def people(database):
    async with acting(database) as ctx:
        make = Factory(ctx.db)
        return [await make.customer(kyc_status="Verified", risk_score=90, phone=None) for _ in range(10)]


class TestManyAtOnce:
    async def test_who_generate_for_one_customer_make_no_doubles(self, database, people):
        found = await asyncio.gather(*(generate(database, people[0].id) for _ in range(8)))

        assert {tuple(action.id for action in each) for each in found} == {(found[0][0].id,)}
        assert await value(database, COUNT) == 1

    async def test_who_complete_actions_of_one_kind_all_teach(self, database, people):
        advised = [(await generate(database, each.id))[0] for each in people]

        await asyncio.gather(*(complete(database, action.id, "Accepted") for action in advised))

        assert await value(database, OUTCOMES) == 10

    async def test_who_correct_one_outcome_leave_one_lesson(self, database, people):
        (action,) = await generate(database, people[0].id)

        words = ["Accepted", "Refused"] * 4
        await asyncio.gather(*(complete(database, action.id, word) for word in words))

        assert await value(database, OUTCOMES) == 1

    async def test_who_generate_while_the_customer_is_erased_leave_nothing(self, database, people):
        async def erase():
            async with acting(database) as ctx:
                await customers.erase_customer(ctx, people[0].id)

        results = await asyncio.gather(
            erase(), *(generate(database, people[0].id) for _ in range(6)), return_exceptions=True
        )

        assert all(not isinstance(each, Exception) or isinstance(each, NotFound) for each in results)
        assert await value(database, COUNT) == 0

    async def test_who_complete_what_is_not_there_are_told(self, database):
        with pytest.raises(NotFound):
            await complete(database, new_id(), "Accepted")
