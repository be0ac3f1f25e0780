"""Customers as access looks them up: an id, a name."""

from uuid import UUID

from accord.kit.db import Db

from . import rules, store


class Directory:
    """Finds the customer that a token names."""

    async def find_identity(self, db: Db, customer_id: UUID) -> tuple[UUID, str] | None:
        """The id and name of a customer: of the one it was merged into, if it was. None when unknown or erased."""
        customer = await store.find(db, customer_id)
        if customer is None:
            return None
        name = " ".join(
            part for part in (rules.first_name_of(customer), rules.last_name_of(customer)) if part
        )
        return customer.id, name
