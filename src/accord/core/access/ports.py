"""What access needs to know of features above it."""

from typing import Protocol
from uuid import UUID

from accord.kit.db import Db


class CustomerDirectory(Protocol):
    """Where customers are looked up by id. Customers stand above access, so `app` passes the real one in."""

    async def find_identity(self, db: Db, customer_id: UUID) -> tuple[UUID, str] | None:
        """The id and name of a customer, or of the one it was merged into. None when unknown or erased."""
