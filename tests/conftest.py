"""One real PostgreSQL for the whole run, one database for each worker, every test in a transaction of its own.

`ACCORD_TEST_DATABASE_URL` names a server to use instead of the embedded one; its role must be allowed to create
databases.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from benchmarks import databases

from accord.adapters.postgres import Cluster
from accord.app.migrations import migrate
from accord.core.context import SYSTEM, Context
from accord.kit import clock
from accord.kit.db import Database, Db, connect
from accord.kit.ids import new_id
from make import Factory, QueueOfTest

SERVER = "ACCORD_TEST_SERVER"
TEMPLATE = "ACCORD_TEST_TEMPLATE"
_running: list[Any] = []


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    server = os.environ.get("ACCORD_TEST_DATABASE_URL")
    if server is None:
        folder = tempfile.TemporaryDirectory(prefix="accord-test-")
        Path(folder.name).chmod(0o711)  # Run by root, the server is another user's and has to get there.
        cluster = Cluster(Path(folder.name))
        server = cluster.start()
        _running.extend((cluster, folder))
    os.environ[SERVER] = server
    os.environ[TEMPLATE] = f"accord_template_{os.getpid()}"


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or SERVER not in os.environ:
        return
    asyncio.run(drop_database(os.environ[TEMPLATE]))
    if _running:
        cluster, folder = _running
        cluster.stop()
        folder.cleanup()


def database_url(name: str) -> str:
    parts = urlsplit(os.environ[SERVER])
    return urlunsplit(parts._replace(path=f"/{name}"))


async def drop_database(name: str) -> None:
    await databases.drop_database(os.environ[SERVER], name)


async def _migrated_template() -> str:
    """The template's name, migrated by whichever worker comes first."""
    name = os.environ[TEMPLATE]
    connection = await asyncpg.connect(os.environ[SERVER])
    try:
        await connection.execute("SELECT pg_advisory_lock(771)")
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            return name
        await connection.execute(f'CREATE DATABASE "{name}_new"')
        await migrate(database_url(f"{name}_new"))
        await connection.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    finally:
        await connection.close()
    return name


async def create_database(name: str) -> str:
    """A fresh, migrated database; its URL."""
    template = await _migrated_template()
    connection = await asyncpg.connect(os.environ[SERVER])
    try:
        await connection.execute("SELECT pg_advisory_lock(771)")
        await drop_database(name)
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    finally:
        await connection.close()
    return database_url(name)


@pytest.fixture(scope="session")
async def url(worker_id: str) -> AsyncIterator[str]:
    name = f"{os.environ[TEMPLATE]}_{worker_id}"
    made = await create_database(name)
    connection = await asyncpg.connect(made)
    await connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    await connection.close()
    yield made
    await drop_database(name)


@pytest.fixture(scope="session")
async def pool(url: str) -> AsyncIterator[Database]:
    opened = await connect(url, size=12)
    yield opened
    await opened.close()


# TRUNCATE makes new files, which costs fifty times as much as deleting a few rows; the log allows nothing else.
# Policies and their calendars are there from the migration on, and no test that commits makes any.
EMPTY = r"""
    DO $$ DECLARE
        filled text[] := ARRAY(SELECT quote_ident(tablename) FROM pg_tables
                               WHERE schemaname = 'public'
                               AND tablename NOT IN ('alembic_version', 'events', 'sla_calendars', 'sla_policies')
                               ORDER BY tablename LIKE '%\_counts');  -- the last: triggers fill them
        referred text[];
        name text;
    BEGIN
        WHILE filled <> '{}' LOOP
            referred := '{}';
            FOREACH name IN ARRAY filled LOOP
                BEGIN
                    EXECUTE 'DELETE FROM ' || name;
                EXCEPTION WHEN foreign_key_violation THEN
                    referred := referred || name;
                END;
            END LOOP;
            filled := referred;
        END LOOP;
        IF EXISTS (SELECT FROM events) THEN
            TRUNCATE events;
        END IF;
    END $$
"""


@pytest.fixture
async def database(pool: Database) -> AsyncIterator[Database]:
    """The worker's database for tests that commit: emptied afterwards."""
    yield pool
    await pool.pool.execute(EMPTY)


@pytest.fixture
async def db(pool: Database) -> AsyncIterator[Db]:
    """A transaction that is rolled back at the end."""
    unit = Db(pool.pool, writing=True)
    yield unit
    await unit.finish(commit=False)


@pytest.fixture
def queue() -> QueueOfTest:
    return QueueOfTest()


@pytest.fixture
def ctx(db: Db, queue: QueueOfTest) -> Context:
    """A context of the system, with every permission, in a transaction that is rolled back."""
    return Context(db, SYSTEM, clock.now(), via="test", request_id=new_id(), queue=queue, reactions={})


@pytest.fixture
def make(db: Db) -> Factory:
    return Factory(db)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {"workerid": "main"})["workerid"]


@pytest.fixture
def statements(db: Db) -> Any:
    """`with statements(2):` holds the block to so many round trips."""

    @contextmanager
    def held(most: int) -> Iterator[None]:
        seen: list[str] = []
        connection = db.driver
        assert connection is not None, "run one statement first, so that the connection is known"

        def note(record: Any) -> None:
            seen.append(record.query)

        connection.add_query_logger(note)
        yield
        connection.remove_query_logger(note)
        assert len(seen) <= most, seen

    return held
