"""Runs migrations: one transaction for all of them, behind an advisory lock, so that two starts at once are safe."""

import asyncio

from alembic import context
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from accord.app.schema import metadata

MIGRATION_LOCK = 4_207_301_966


def run(connection: Connection) -> None:
    """Migrate over one connection."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=ours,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        context.run_migrations()


def ours(_object: object, name: str | None, kind: str, reflected: bool, _compared: object) -> bool:
    """Leave out the job queue's own tables and the staging tables of imports."""
    table = kind == "table" and reflected and name is not None
    return not (table and name is not None and name.startswith(("pgqueuer", "import_stage_")))


async def main() -> None:
    """Open a connection to the configured database and migrate it."""
    url = context.config.get_main_option("sqlalchemy.url")
    if url is None:
        raise SystemExit("migrations need the option sqlalchemy.url")
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


shared: Connection | None = context.config.attributes.get("connection")
if shared is not None:
    run(shared)
else:
    asyncio.run(main())
