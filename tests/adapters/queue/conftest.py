"""A workshop on the worker's own database, with a table for what jobs do."""

from collections.abc import AsyncIterator

import pytest

from accord.kit.db import Database

from .workshop import Workshop


@pytest.fixture
async def workshop(database: Database, url: str) -> AsyncIterator[Workshop]:
    await database.pool.execute("CREATE TABLE IF NOT EXISTS effects (id bigserial, note text NOT NULL)")
    yield Workshop(database, url)
    await database.pool.execute("DROP TABLE effects")
