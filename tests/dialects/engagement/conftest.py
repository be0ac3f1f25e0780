from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from accord.core.communications.tables import communications
from accord.kit import clock
from accord.kit.db import statement
from accord.kit.ids import new_id
from dialects.conftest import sign
from make import Factory

BASE = "/engagement/api/crm"


@pytest.fixture
def engagement(open_client):
    """Engagement, with every permission."""
    return open_client(BASE, sign())


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
        made, at = new_id(), clock.now() - timedelta(hours=1)
        values = {
            "id": made,
            "customer_id": customer.id,
            "origin": "engagement",
            "sender": "engagement",
            "message_type": "welcome",
            "channel": "email",
            "channel_order": ["email"],
            "status": "sent",
            "provider": "smtp",
            "provider_id": f"<{made}@example.com>",
            "recipient": "priya@example.com",
            "created_at": at,
            "sent_at": at,
        } | given
        async with database.transaction() as db:
            await db.execute(statement(insert(communications).values(values)))
        return made

    return write
