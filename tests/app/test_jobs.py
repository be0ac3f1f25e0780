"""The jobs that the platform does by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from accord.adapters.queue import JobQueue
from accord.app.jobs import jobs_of
from accord.core.context import SYSTEM, Context
from accord.core.customers import CustomersImported
from accord.core.reactions import REACTIONS
from accord.kit import clock, idempotency
from accord.kit.db import Database
from make.providers import plain_outreach


@asynccontextmanager
async def job_context(database: Database) -> AsyncIterator[Context]:
    async with database.transaction() as db:
        yield Context(
            db, SYSTEM, clock.now(), via="job", request_id=None, queue=JobQueue(), reactions=REACTIONS
        )


async def do(database: Database, name: str) -> None:
    async with job_context(database) as ctx:
        await jobs_of(database, plain_outreach())[name].run(ctx, {})


class TestDoingAJob:
    @pytest.mark.parametrize(
        "name",
        [
            "automation.fire_aged",
            "customers.discard_imports",
            "customers.verify_rollups",
            "maintenance.purge",
            "maintenance.tidy_queue",
            "sla.watch_clocks",
        ],
    )
    async def test_works_on_an_empty_database(self, database: Database, name: str) -> None:
        await do(database, name)

    async def test_refreshes_the_planners_figures(self, database: Database) -> None:
        await do(database, "customers.refresh_statistics")
        figures = "SELECT reltuples FROM pg_class WHERE relname = 'customers'"
        assert await database.pool.fetchval(figures) == 0

    async def test_drops_answers_older_than_a_day(self, database: Database) -> None:
        await _remember(database, b"old", timedelta(hours=25))
        await _remember(database, b"new", timedelta(hours=23))
        await do(database, "maintenance.purge")
        assert await database.pool.fetch("SELECT scope FROM idempotency_keys") == [(b"new",)]

    async def test_drops_the_queues_log_after_a_day(self, database: Database) -> None:
        await database.pool.execute(
            "INSERT INTO pgqueuer_log (job_id, status, priority, entrypoint, created) VALUES "
            "(1, 'picked', 0, 'a', now() - interval '25 hours'), (2, 'picked', 0, 'a', now())"
        )
        await do(database, "maintenance.tidy_queue")
        assert await database.pool.fetch("SELECT job_id FROM pgqueuer_log") == [(2,)]


class TestImportingCustomers:
    async def test_asks_for_fresh_figures_once(self, database: Database) -> None:
        async with job_context(database) as ctx:
            for _ in range(2):
                await ctx.emit(CustomersImported(total=1, imported=1, updated=0, skipped=0, failed=0))
        names = await database.pool.fetch("SELECT entrypoint FROM pgqueuer")
        assert names == [("customers.refresh_statistics",)]


async def _remember(database: Database, scope: bytes, age: timedelta) -> None:
    answer = idempotency.Remembered(
        payload=b"", status=200, headers="", body=b"", created_at=clock.now() - age
    )
    async with database.transaction() as db:
        await idempotency.remember(db, scope, answer)
