"""Migrates a scratch database and fails when it is not what the tables declare.

python -m tools.check_migrations

Uses the server that ACCORD_TEST_DATABASE_URL names, whose role must be allowed to make databases; without it,
an embedded one in a temporary folder.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from alembic import command
from alembic.util import CommandError
from sqlalchemy.ext.asyncio import create_async_engine

from accord.adapters.postgres import Cluster
from accord.app.migrations import configuration, migrate
from accord.app.schema import metadata

# What Alembic's comparison leaves out: rules, defaults, generated columns, the parts of indexes.
CATALOG = """
SELECT format('column %s.%s', c.relname, a.attname),
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
                 'generated ' || nullif(a.attgenerated::text, ''),
                 'identity ' || nullif(a.attidentity::text, ''),
                 'default ' || pg_get_expr(d.adbin, d.adrelid))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1::text[])
UNION ALL
SELECT format('constraint %s.%s', c.relname, r.conname), pg_get_constraintdef(r.oid)
FROM pg_constraint r JOIN pg_class c ON c.oid = r.conrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1::text[])
UNION ALL
SELECT format('index %s.%s', tablename, indexname), indexdef
FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY ($1::text[])
"""


async def catalog(connection: Any, tables: list[str]) -> dict[str, str]:
    """Columns, constraints and indexes of these tables, by name."""
    return dict(await connection.fetch(CATALOG, tables))


def differences(declared: dict[str, str], migrated: dict[str, str]) -> list[str]:
    """What the migrated database has otherwise than the tables declare it."""
    found = []
    for name in sorted(declared.keys() | migrated.keys()):
        wanted, present = declared.get(name), migrated.get(name)
        if wanted != present:
            found.append(
                f"{name}\n  declared: {wanted or 'not at all'}\n  migrated: {present or 'not at all'}"
            )
    return found


@contextmanager
def server() -> Iterator[str]:
    """The address of a server on which databases can be made."""
    given = os.environ.get("ACCORD_TEST_DATABASE_URL")
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="accord-check-") as folder:
        Path(folder).chmod(0o711)  # Run by root, the server is another user's and has to get there.
        cluster = Cluster(Path(folder))
        try:
            yield cluster.start()
        finally:
            cluster.stop()


@contextmanager
def scratch(at: str, name: str) -> Iterator[str]:
    """The address of an empty database that is dropped at the end."""
    whole = f"accord_check_{os.getpid()}_{name}"
    asyncio.run(_run(at, f'CREATE DATABASE "{whole}"'))
    try:
        yield urlunsplit(urlsplit(at)._replace(path=f"/{whole}"))
    finally:
        asyncio.run(_run(at, f'DROP DATABASE "{whole}" WITH (FORCE)'))


async def _run(at: str, sql: str) -> None:
    connection = await asyncpg.connect(at)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def _declare(at: str) -> None:
    await _run(at, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
    engine = create_async_engine(configuration(at).get_main_option("sqlalchemy.url") or "")
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


async def _read(at: str) -> dict[str, str]:
    connection = await asyncpg.connect(at)
    try:
        return await catalog(connection, sorted(metadata.tables))
    finally:
        await connection.close()


def check(at: str) -> list[str]:
    """The differences between a migrated database and the declared tables."""
    with scratch(at, "declared") as declared, scratch(at, "migrated") as migrated:
        asyncio.run(_declare(declared))
        asyncio.run(migrate(migrated))
        found = differences(asyncio.run(_read(declared)), asyncio.run(_read(migrated)))
        try:
            command.check(configuration(migrated))
        except CommandError as error:
            found.append(str(error))
        return found


def main() -> None:
    """Check, and end with status 1 when something differs."""
    with server() as at:
        found = check(at)
    if found:
        sys.exit("Migrations and tables differ; write a migration:\n" + "\n".join(found))


if __name__ == "__main__":
    main()
