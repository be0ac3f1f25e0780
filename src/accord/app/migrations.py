"""Bringing a database to this version's tables."""

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from accord.kit.db import revision_of

if TYPE_CHECKING:
    from alembic.config import Config


SCRIPTS = Path(__file__).parents[3] / "migrations"


class MigrationsMissing(Exception):
    """The folder of migrations is not where the installation should have it."""


async def migrate(dsn: str) -> None:
    """Apply what is missing. Safe to run twice and from two places at once.

    Raises MigrationsMissing, DatabaseUnavailable.
    """
    if await revision_of(dsn) != newest():
        await asyncio.to_thread(_upgrade, dsn)


def _upgrade(dsn: str) -> None:
    from alembic import command  # noqa: PLC0415  (a second of start-up that only a migration needs)

    command.upgrade(configuration(dsn), "head")


def newest() -> str:
    """The migration that no other follows. Raises MigrationsMissing."""
    if not SCRIPTS.is_dir():
        raise MigrationsMissing(f"no migrations at {SCRIPTS}: run Accord from its repository")
    texts = [path.read_text(encoding="utf-8") for path in (SCRIPTS / "versions").glob("*.py")]
    names = {found.group(1) for text in texts if (found := _REVISION.search(text))}
    followed = {found.group(1) for text in texts if (found := _FOLLOWS.search(text))}
    return max(names - followed)


_REVISION = re.compile(r"^revision = ['\"]([^'\"]+)['\"]", re.MULTILINE)
_FOLLOWS = re.compile(r"^down_revision = ['\"]([^'\"]+)['\"]", re.MULTILINE)


def configuration(dsn: str) -> "Config":
    """Alembic's settings for a database. Raises MigrationsMissing."""
    from alembic.config import Config  # noqa: PLC0415  (as above)

    newest()
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
