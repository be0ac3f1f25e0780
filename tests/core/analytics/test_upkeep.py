import asyncio

import pytest

from accord.core.analytics import dashboard
from accord.core.analytics.dashboard import Period
from accord.core.context import SYSTEM, Context
from accord.core.errors import Forbidden
from accord.core.permissions import Permission
from accord.kit import clock
from accord.kit.db import Database
from make import Factory, QueueOfTest

EVER = Period()
ROWS = "SELECT count(*), count(*) FILTER (WHERE is_folded), coalesce(sum(interactions), 0) FROM interaction_counts"


async def kept(ctx):
    """How many rows of counts there are, how many of them are put together, and what they count."""
    return tuple(await (await ctx.db.open()).fetchrow(ROWS))


class TestFoldingCounts:
    async def test_puts_a_groups_rows_together(self, ctx, make):
        customer = await make.customer()
        for channel in ("phone", "phone", "phone", "email"):
            await make.interaction(customer.id, channel=channel, occurred_at=ctx.now)
        assert await kept(ctx) == (4, 0, 4)

        await dashboard.fold_counts(ctx, {})

        assert await kept(ctx) == (2, 2, 4)

    async def test_adds_what_came_later_to_the_row_that_is_there(self, ctx, make):
        customer = await make.customer()
        for _ in range(2):
            await make.interaction(customer.id, occurred_at=ctx.now)
            await dashboard.fold_counts(ctx, {})

        assert await kept(ctx) == (1, 1, 2)

    async def test_leaves_no_row_of_what_is_gone(self, ctx, make):
        customer = await make.customer()
        await make.interaction(customer.id, occurred_at=ctx.now)
        await dashboard.fold_counts(ctx, {})
        await ctx.db.script("DELETE FROM interactions")

        await dashboard.fold_counts(ctx, {})

        assert await kept(ctx) == (0, 0, 0)

    async def test_changes_no_figure(self, ctx, make):
        customer = await make.customer()
        await make.interaction(customer.id)
        before = await dashboard.get_dashboard(ctx, EVER)

        await dashboard.fold_counts(ctx, {})

        assert await dashboard.get_dashboard(ctx, EVER) == before


class TestVerifyingCounts:
    async def test_repairs_what_differs_from_the_rows_and_logs_it(self, ctx, make, capfd):
        customer = await make.customer()
        await make.interaction(customer.id)
        right = await dashboard.get_dashboard(ctx, EVER)
        await ctx.db.script(
            "UPDATE interaction_counts SET interactions = 7, minutes = 3;"
            "DELETE FROM customer_counts;"
            "INSERT INTO case_counts (day, kind, status, priority, cases, resolved, seconds)"
            " VALUES ('2026-01-01', 'case', 'open', 'P0', 2, 0, 0)"
        )
        assert await dashboard.get_dashboard(ctx, EVER) != right

        await dashboard.verify_counts(ctx, {})

        assert await dashboard.get_dashboard(ctx, EVER) == right
        told = capfd.readouterr().err
        assert [name in told for name in ("customer_counts", "case_counts", "interaction_counts")] == [
            True
        ] * 3

    async def test_is_silent_when_all_is_well(self, ctx, make, capfd):
        await make.customer()

        await dashboard.verify_counts(ctx, {})

        assert capfd.readouterr().err == ""

    async def test_is_refused_to_customers_and_readers(self, make, as_user, as_customer):
        customer = await make.customer()

        for refused in (as_customer(customer.id), as_user(Permission.ANALYTICS_READ)):
            with pytest.raises(Forbidden):
                await dashboard.reconcile_counts(refused)


class TestManyWritersAtOnce:
    async def test_are_all_counted_while_others_fold_and_verify(self, database: Database):
        async def write(number: int) -> None:
            for _ in range(10):
                async with database.transaction() as db:
                    make = Factory(db)
                    customer = await make.customer(reference=f"CUS-{number}-{_}")
                    await make.interaction(customer.id)

        async def tend(repair: bool) -> None:
            for _ in range(12):
                async with database.transaction() as db:
                    if repair:
                        assert await dashboard.reconcile_counts(_context(db)) == {}
                    else:
                        await dashboard.fold_counts(_context(db), {})

        await asyncio.gather(*map(write, range(6)), tend(False), tend(False), tend(True))

        async with database.reading() as db:
            shown = await dashboard.get_dashboard(_context(db), EVER)
        assert (shown.customers.total, shown.interactions.total) == (60, 60)


def _context(db):
    return Context(db, SYSTEM, clock.now(), via="test", request_id=None, queue=QueueOfTest(), reactions={})
