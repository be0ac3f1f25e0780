"""Databases for one run: on the server that was named, or on an embedded one in a temporary folder."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from accord.adapters.postgres import Cluster
from accord.app.migrations import migrate


@contextmanager
def server(url: str | None) -> Iterator[str]:
    """The address of a PostgreSQL server that may be filled at will."""
    if url is not None:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        Path(folder).chmod(0o711)  # Run by root, the server is another user's and has to get there.
        with Cluster(Path(folder)) as cluster:
            yield cluster.dsn


@contextmanager
def fresh_database(server_url: str, name: str) -> Iterator[str]:
    """The address of a new, migrated database; dropped at the end."""
    name = f"accord_bench_{name}_{os.getpid()}"
    asyncio.run(_on_server(server_url, f'CREATE DATABASE "{name}"'))
    parts = urlsplit(server_url)
    url = urlunsplit(parts._replace(path=f"/{name}"))
    try:
        asyncio.run(migrate(url))
        yield url
    finally:
        asyncio.run(_on_server(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


async def version_of(server_url: str) -> str:
    """The server's version."""
    connection = await asyncpg.connect(server_url)
    try:
        found: str = await connection.fetchval("SHOW server_version")
    finally:
        await connection.close()
    return found


async def _on_server(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
