"""Which migration a database is at."""

import asyncpg

from .errors import translated


async def revision_of(dsn: str) -> str | None:
    """The last migration applied, None before the first. Raises DatabaseUnavailable."""
    with translated():
        connection = await asyncpg.connect(dsn)
        try:
            revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
        except asyncpg.UndefinedTableError:
            return None
        finally:
            await connection.close()
    return revision
