from datetime import timedelta

import pytest

from accord.core import customers, interactions
from accord.core.errors import Forbidden
from accord.core.permissions import Permission
from make import emitted


class TestVerifyingRollups:
    async def test_repairs_what_differs_from_the_rows_and_nothing_else(self, ctx, make):
        right = await make.customer(last_interaction_at=ctx.now)
        await make.interaction(right.id, occurred_at=ctx.now)
        untouched = await make.customer()
        stale = await make.customer(last_interaction_at=ctx.now)
        met = await make.interaction(stale.id, occurred_at=ctx.now - timedelta(days=2))
        missing = await make.customer()
        await make.interaction(missing.id, occurred_at=ctx.now)
        invented = await make.customer(last_interaction_at=ctx.now)

        assert await interactions.repair_last_interactions(ctx) == 3

        known = [
            await customers.get_customer(ctx, row.id) for row in (right, untouched, stale, missing, invented)
        ]
        moments = [customer.last_interaction_at for customer in known]
        assert moments == [ctx.now, None, met.occurred_at, ctx.now, None]
        assert {customer.updated_at for customer in known} == {None}

    async def test_finds_nothing_the_second_time(self, ctx, make, statements):
        await make.customer(last_interaction_at=ctx.now)
        await interactions.repair_last_interactions(ctx)

        with statements(1):
            assert await interactions.repair_last_interactions(ctx) == 0

    async def test_leaves_tombstones_of_merges_alone(self, ctx, make):
        survivor = await make.customer()
        await make.customer(status="merged", merged_into_id=survivor.id, last_interaction_at=ctx.now)

        assert await interactions.repair_last_interactions(ctx) == 0

    async def test_is_no_act_of_the_customers(self, ctx, make):
        await make.customer(last_interaction_at=ctx.now)

        await interactions.repair_last_interactions(ctx)

        assert await emitted(ctx.db) == []

    async def test_is_refused_to_customers_and_readers(self, ctx, make, as_user, as_customer):
        customer = await make.customer(last_interaction_at=ctx.now)

        for refused in (as_customer(customer.id), as_user(Permission.INTERACTIONS_READ)):
            with pytest.raises(Forbidden):
                await interactions.repair_last_interactions(refused)

        assert await customers.get_customer(ctx, customer.id) == customer


class TestTheJob:
    async def test_repairs_and_logs_how_many(self, ctx, make, capfd):
        customer = await make.customer(last_interaction_at=ctx.now)

        await interactions.verify_rollups(ctx, {})

        assert (await customers.get_customer(ctx, customer.id)).last_interaction_at is None
        line = capfd.readouterr().err
        assert "rollups repaired" in line
        assert "last_interaction_at" in line

    async def test_is_silent_when_all_is_well(self, ctx, make, capfd):
        await make.customer()

        await interactions.verify_rollups(ctx, {})

        assert capfd.readouterr().err == ""
