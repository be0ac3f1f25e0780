"""The worker beside the server, and the command."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
import typer
from typer.testing import CliRunner

from accord.adapters.queue import JobQueue
from accord.app.compose import Platform, connected
from accord.app.settings import Settings, load
from accord.app.worker import run_worker, worker_command
from accord.core.context import Job
from accord.kit.db import Database
from adapters.queue.workshop import until

KNOWN = "customers.refresh_statistics"

_CUT_OFF = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_ENQUEUE = "INSERT INTO pgqueuer (priority, entrypoint, payload, status) VALUES (0, $1, '{}', 'queued')"


@pytest.fixture
def settings(tmp_path, url: str) -> Settings:
    return load(environ={"ACCORD_DATABASE_URL": url, "ACCORD_DATA": str(tmp_path)})


@pytest.fixture
async def platform(settings: Settings, url: str, database: Database) -> AsyncIterator[Platform]:
    async with connected(settings, url) as built:
        yield built


@asynccontextmanager
async def working(platform: Platform) -> AsyncIterator[asyncio.Task[None]]:
    stop = asyncio.Event()
    task = asyncio.create_task(run_worker(platform, stop, first_pause_seconds=0.05))
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


async def enqueue(platform: Platform) -> None:
    async with platform.database.transaction() as db:
        await JobQueue().put(db, [Job(name=KNOWN)])


async def until_empty(connection: Any) -> None:
    async def empty() -> bool:
        return not await connection.fetchval("SELECT count(*) FROM pgqueuer")

    await until(empty)


class TestWorkingInTheServer:
    async def test_does_the_platforms_jobs(self, platform: Platform, database: Database) -> None:
        await enqueue(platform)
        async with working(platform):
            await until_empty(database.pool)

    async def test_survives_the_loss_of_its_connections(
        self, platform: Platform, database: Database, url: str
    ) -> None:
        beside = await asyncpg.connect(url)
        async with working(platform) as task:
            await enqueue(platform)
            await until_empty(beside)
            await beside.execute(_CUT_OFF)
            await beside.execute(_ENQUEUE, KNOWN)
            await until_empty(beside)
            assert not task.done()
        await beside.close()


class TestTheWorkerCommand:
    async def test_lists_dead_jobs(self, settings: Settings, database: Database) -> None:
        await _kill(database)
        said = await asyncio.to_thread(_invoke, settings, "--dead")
        assert said == '7  2026-03-01 12:00:00  a.job  {"n":1}  8 attempts  RuntimeError: no\n'

    async def test_says_when_none_is_dead(self, settings: Settings, database: Database) -> None:
        assert await asyncio.to_thread(_invoke, settings, "--dead") == "No job was given up.\n"

    async def test_enqueues_a_dead_job_again(self, settings: Settings, database: Database) -> None:
        await _kill(database)
        said = await asyncio.to_thread(_invoke, settings, "--retry", "7")
        assert said == "Job 7 waits again.\n"
        assert await database.pool.fetch("SELECT entrypoint, payload FROM pgqueuer") == [
            ("a.job", b'{"n":1}')
        ]

    async def test_refuses_a_number_that_is_not_dead(self, settings: Settings, database: Database) -> None:
        said = await asyncio.to_thread(_invoke, settings, "--retry", "8", exit_code=2)
        assert "no dead job has the number 8" in said


async def _kill(database: Database) -> None:
    await database.pool.execute(
        "INSERT INTO dead_jobs (id, name, arguments, attempts, error, traceback, enqueued_at, died_at) "
        "VALUES (7, 'a.job', '{\"n\":1}', 8, 'RuntimeError: no', '', '2026-03-01Z', '2026-03-01 12:00Z')"
    )


def _invoke(settings: Settings, *arguments: str, exit_code: int = 0) -> str:
    command = typer.Typer()
    command.command()(worker_command)
    result = CliRunner().invoke(command, arguments, obj=settings)
    assert result.exit_code == exit_code, result.output
    return result.output
