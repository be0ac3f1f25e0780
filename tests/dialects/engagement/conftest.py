from collections.abc import AsyncIterator
from typing import Any

import pytest

from accord.app.settings import (
    AuthSettings,
    Secret,
    ServerSettings,
    Settings,
    TwilioSettings,
    WhatsAppSettings,
)
from dialects.conftest import SECRET
from make import Factory
from vendors import ACCOUNTS, Sink

BASE = "/engagement/api/crm"


@pytest.fixture
async def sink(tmp_path) -> AsyncIterator[Sink]:
    """A mail server that keeps what it takes."""
    made = Sink(tmp_path)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
def phones() -> Settings:
    """Settings with the vendors of SMS and WhatsApp, as their stand-ins sign."""
    return Settings(
        auth=AuthSettings(secret=Secret(SECRET)),
        server=ServerSettings(worker=False),
        twilio=TwilioSettings(
            account_sid=ACCOUNTS.twilio_sid,
            auth_token=Secret(ACCOUNTS.twilio_token),
            sender=ACCOUNTS.twilio_number,
        ),
        whatsapp=WhatsAppSettings(
            phone_number_id=ACCOUNTS.whatsapp_number_id,
            access_token=Secret(ACCOUNTS.whatsapp_token),
            app_secret=Secret(ACCOUNTS.whatsapp_secret),
        ),
    )


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
