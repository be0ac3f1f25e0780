"""Installations of Accord in folders and databases of their own."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters.postgres.conftest import clean_up, make_open_folder
from conftest import TEMPLATE, create_database, drop_database

from .supervisor import Installation, Server, free_port


@contextmanager
def installed(**settings: str) -> Iterator[Installation]:
    """An installation of which nothing is left afterwards."""
    folder = make_open_folder()
    made = Installation(folder, **settings)
    try:
        yield made
    finally:
        made.end()
        clean_up(made.data)
        shutil.rmtree(folder)


@pytest.fixture
def folder() -> Iterator[Path]:
    made = make_open_folder()
    yield made
    shutil.rmtree(made)


@pytest.fixture
def embedded() -> Iterator[Installation]:
    """An installation that brings its own database."""
    with installed() as made:
        yield made


@pytest.fixture(scope="module")
async def dsn(worker_id: str) -> AsyncIterator[str]:
    """A migrated database for the tests of one module."""
    name = f"{os.environ[TEMPLATE]}_{worker_id}_journey"
    yield await create_database(name)
    await drop_database(name)


@pytest.fixture
def installation(dsn: str) -> Iterator[Installation]:
    """An installation on the module's database."""
    with installed(ACCORD_DATABASE_URL=dsn) as made:
        yield made


@pytest.fixture(scope="module")
def module_installation(dsn: str) -> Iterator[Installation]:
    """The same, for all tests of a module."""
    with installed(ACCORD_DATABASE_URL=dsn) as made:
        yield made


@pytest.fixture(scope="module")
def ports() -> dict[str, int]:
    """A port of its own for each dialect of `server`."""
    return {"banking": free_port(), "tourism": free_port()}


@pytest.fixture(scope="module")
def server(module_installation: Installation, ports: dict[str, int]) -> Server:
    """One server for a module, with a port for each dialect."""
    return module_installation.serve(
        ACCORD_LISTEN__MAP=",".join(f":{port}={dialect}" for dialect, port in ports.items())
    )
