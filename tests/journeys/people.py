"""Invented people, as banks and tour operators write them, and what a database holds of them."""

from collections import Counter
from typing import Any
from uuid import UUID

from .supervisor import rows_of

BANKING = "/banking/api"
TOURISM = "/tourism/api/v1"


def account_holder(number: int) -> dict[str, Any]:
    """A customer in banking's words."""
    return {
        "firstName": "Wanjiru",
        "lastName": f"Kamau {number}",
        "email": f"person.{number}@example.com",
        "phoneNumber": f"+25470{number:07d}",
        "segment": "Retail",
    }


def traveller(number: int) -> dict[str, Any]:
    """A customer in tourism's words."""
    return {
        "full_name": f"Ahmed Hassan {number}",
        "contact_type": "Individual",
        "email": f"person.{number}@example.com",
        "phone": f"+21261{number:07d}",
    }


def creation(number: int) -> tuple[str, dict[str, Any]]:
    """The path and the body that make person `number` known; half of them to each dialect."""
    if number % 2:
        return f"{TOURISM}/customers/", traveller(number)
    return f"{BANKING}/customers", account_holder(number)


class Kept:
    """What a database holds of customers."""

    def __init__(self, ids: dict[str, UUID], created: Counter[UUID], identities: Counter[UUID]) -> None:
        self.ids = ids
        self.created = created
        self.identities = identities

    @classmethod
    async def read(cls, dsn: str) -> "Kept":
        customers = await rows_of(dsn, "SELECT email, id FROM customers")
        ids = {row["email"]: row["id"] for row in customers}
        assert len(ids) == len(customers), "an e-mail address is there twice"
        events = await rows_of(dsn, "SELECT customer_id FROM events WHERE type = 'customer.created'")
        identities = await rows_of(dsn, "SELECT customer_id FROM customer_identities")
        return cls(
            ids,
            Counter(row["customer_id"] for row in events),
            Counter(row["customer_id"] for row in identities),
        )

    @property
    def is_whole(self) -> bool:
        """Whether each customer has one event and both addresses, and nothing is there without its customer."""
        known = set(self.ids.values())
        return self.created == dict.fromkeys(known, 1) and self.identities == dict.fromkeys(known, 2)
