"""Estates on databases of their own."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from adapters.postgres.conftest import make_open_folder
from conftest import TEMPLATE, create_database, drop_database

from .estate import Estate

OpenEstate = Callable[..., Awaitable[Estate]]


@asynccontextmanager
async def opened(name: str, **given: Any) -> AsyncIterator[Estate]:
    """Processes that run nothing yet, beside counterparts that do; nothing is left of them afterwards."""
    folder = make_open_folder()
    made = Estate(folder, await create_database(name), **given)
    try:
        yield made
    finally:
        made.end()
        shutil.rmtree(folder)
        await drop_database(name)


@pytest.fixture
async def open_estate(worker_id: str) -> AsyncIterator[OpenEstate]:
    """Opens an estate, with settings of its own."""
    name = f"{os.environ[TEMPLATE]}_{worker_id}_estate"
    async with AsyncExitStack() as stack:

        async def make(**given: Any) -> Estate:
            return await stack.enter_async_context(opened(name, **given))

        yield make
