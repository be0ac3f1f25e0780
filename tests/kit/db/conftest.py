"""A database with two tables of its own, emptied after each test, behind pools of chosen sizes."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy.dialects.postgresql import dialect
from sqlalchemy.schema import CreateTable

from accord.kit.db import Database, connect

from .shelves import boards, shelves


@pytest.fixture(scope="session")
async def shelved(pool: Database) -> AsyncIterator[None]:
    made = [str(CreateTable(table).compile(dialect=dialect())) for table in (shelves, boards)]
    await pool.pool.execute("; ".join(["CREATE SCHEMA kit_tests", *made]))
    yield
    await pool.pool.execute("DROP SCHEMA kit_tests CASCADE")


@pytest.fixture
async def empty(pool: Database, shelved: None) -> AsyncIterator[None]:
    yield
    await pool.pool.execute("TRUNCATE kit_tests.shelves, kit_tests.boards")


Opener = Callable[[int], Awaitable[Database]]


@pytest.fixture
async def open_pool(url: str, empty: None) -> AsyncIterator[Opener]:
    opened: list[Database] = []

    async def of_size(size: int) -> Database:
        opened.append(await connect(url, size=size))
        return opened[-1]

    yield of_size
    for database in opened:
        await database.close(2)


@pytest.fixture
async def one(open_pool: Opener) -> Database:
    """A pool of a single connection: who takes it keeps it from all others."""
    return await open_pool(1)


@pytest.fixture
async def two(open_pool: Opener) -> Database:
    return await open_pool(2)
