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

_END_CONNECTIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = $1 AND usename = current_user AND pid <> pg_backend_pid()
"""


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
        asyncio.run(drop_database(server_url, name))


async def drop_database(server_url: str, name: str) -> None:
    """Drop a database, and end what is connected to it.

    `WITH (FORCE)` would fail for a role that is no superuser while the server itself is at work there: autovacuum
    goes by itself when it is in the way of a plain DROP.
    """
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(_END_CONNECTIONS, name)
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
    finally:
        await connection.close()


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
