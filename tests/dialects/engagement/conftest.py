from collections.abc import AsyncIterator
from typing import Any

import pytest

from make import Factory
from vendors import Sink

BASE = "/engagement/api/crm"


@pytest.fixture
async def sink(tmp_path) -> AsyncIterator[Sink]:
    """A mail server that keeps what it takes."""
    made = Sink(tmp_path)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def customer(database):
    """A customer with an e-mail address and a phone."""
    async with database.transaction() as db:
        return await Factory(db).customer(given_name="Priya", full_name="Priya Sharma")


@pytest.fixture
async def other_customer(database):
    """Somebody else."""
    async with database.transaction() as db:
        return await Factory(db).customer(given_name="Amina", reference="CUS-20260101000000-other")


@pytest.fixture
def message(database, customer):
    """Writes a message to the customer as if it had been sent; its id."""

    async def write(**given: Any) -> Any:
        values = {"customer_id": customer.id, "recipient": "priya@example.com"} | given
        async with database.transaction() as db:
            return (await Factory(db).communication(**values)).id

    return write
