from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from accord.core.context import SYSTEM, Context
from accord.core.customers.records import Customer
from accord.core.customers.store import SHOWN
from accord.core.customers.tables import customers
from accord.core.customers.transfer import ImportOptions, ImportReport, import_customers
from accord.kit import clock
from accord.kit.db import Database, statement
from accord.kit.ids import new_id
from make import QueueOfTest

Import = Callable[..., Any]
Contexts = Callable[[], AbstractAsyncContextManager[Context]]
ALL = statement(select(*SHOWN).order_by(customers.c.id), Customer)


@pytest.fixture
def bring(ctx: Context, tmp_path: Path) -> Import:
    """Imports a file within the test's transaction."""

    @asynccontextmanager
    async def contexts() -> AsyncIterator[Context]:
        yield ctx

    async def run(content: str | bytes, **options: Any) -> ImportReport:
        path = tmp_path / "customers.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return await import_customers(contexts, path, ImportOptions(**options))

    return run


@pytest.fixture
def known(ctx: Context) -> Callable[[], Any]:
    """All customers, oldest first."""

    async def read() -> list[Customer]:
        return await ctx.db.all(ALL)

    return read


@pytest.fixture
def committing(database: Database) -> Contexts:
    """Contexts whose transactions commit."""

    @asynccontextmanager
    async def contexts() -> AsyncIterator[Context]:
        async with database.transaction() as db:
            yield Context(
                db, SYSTEM, clock.now(), via="test", request_id=new_id(), queue=QueueOfTest(), reactions={}
            )

    return contexts
