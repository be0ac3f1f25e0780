"""Bringing a database to this version's tables."""

import asyncio
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from alembic import command
from alembic.config import Config

SCRIPTS = Path(__file__).parents[3] / "migrations"


class MigrationsMissing(Exception):
    """The folder of migrations is not where the installation should have it."""


async def migrate(dsn: str) -> None:
    """Apply what is missing. Safe to run twice and from two places at once. Raises MigrationsMissing."""
    await asyncio.to_thread(command.upgrade, configuration(dsn), "head")


def configuration(dsn: str) -> Config:
    """Alembic's settings for a database. Raises MigrationsMissing."""
    if not SCRIPTS.is_dir():
        raise MigrationsMissing(f"no migrations at {SCRIPTS}: run Accord from its repository")
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("sqlalchemy.url", _for_sqlalchemy(dsn).replace("%", "%%"))
    return config


def _for_sqlalchemy(dsn: str) -> str:
    """The same address in SQLAlchemy's spelling, whatever of libpq's it was given in."""
    parts = urlsplit(dsn)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "sslmode"]
    ssl = [("ssl", value) for key, value in parse_qsl(parts.query) if key == "sslmode"]
    netloc = parts.netloc or "localhost"
    return urlunsplit(("postgresql+asyncpg", netloc, parts.path, urlencode(query + ssl), ""))
