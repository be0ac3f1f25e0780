"""The SQL that tells PostgreSQL what customers look like."""

from accord.kit.db import Db

_ANALYZE = "ANALYZE customers, customer_identities"


async def refresh(db: Db) -> None:
    """Have the planner count afresh. Takes about a second at a million customers; nobody is held up."""
    await db.script(_ANALYZE)
