"""The whole way of a message: the request, the texts, the worker, a mail server and the vendors' interfaces."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from accord.app import delivery
from accord.app.settings import (
    AuthSettings,
    EngagementSettings,
    OrganisationSettings,
    RateLimitSettings,
    Secret,
    ServerSettings,
    Settings,
    TwilioSettings,
    WhatsAppSettings,
)
from accord.app.settings.channel_sections import SMTPSettings
from accord.app.settings.values import SMTPSecurity
from accord.kit import clock
from dialects.conftest import SECRET
from make import Factory
from vendors import ACCOUNTS, Vendors

from .mails import PUBLIC, SENDER, Arrived, arrived

PLAN = "550e8400-e29b-41d4-a716-446655440000"
AT_ONCE = {"Prefer": "respond-async"}
AWAKE = {"quiet_hours_start": "00:00", "quiet_hours_end": "00:00"}
WAITING = "SELECT count(*) FROM communications WHERE status IN ('queued', 'scheduled', 'sending')"


@pytest.fixture
async def vendors(tmp_path) -> AsyncIterator[Vendors]:
    made = Vendors(tmp_path)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
def organisation():
    return OrganisationSettings(name="Planiva", postal_address="1 Main Street, Pune")


@pytest.fixture
def session_templates():
    return {}


@pytest.fixture
def settings(sink, vendors, organisation, session_templates, tmp_path):
    return Settings(
        data=tmp_path,
        auth=AuthSettings(secret=Secret(SECRET)),
        rate_limits=RateLimitSettings(enabled=False),
        server=ServerSettings(worker=False),
        organisation=organisation,
        engagement=EngagementSettings(public_url=PUBLIC, wait_seconds=10.0),
        smtp=SMTPSettings(host="127.0.0.1", port=sink.port, security=SMTPSecurity.NONE, sender=SENDER),
        twilio=TwilioSettings(
            account_sid=ACCOUNTS.twilio_sid,
            auth_token=Secret(ACCOUNTS.twilio_token),
            sender=ACCOUNTS.twilio_number,
            base_url=vendors.url_of("twilio"),
        ),
        whatsapp=WhatsAppSettings(
            phone_number_id=ACCOUNTS.whatsapp_number_id,
            access_token=Secret(ACCOUNTS.whatsapp_token),
            base_url=vendors.url_of("whatsapp"),
            templates=session_templates,
        ),
    )


@pytest.fixture
def client_of(database, engagement):
    """Makes clients who may be written to at any time, and wrote on WhatsApp just now; the body of a message."""

    async def make(*, language: str = "en", wrote: bool = True, **given: Any) -> dict[str, Any]:
        async with database.transaction() as db:
            factory = Factory(db)
            customer = await factory.customer(**{"email": "ann@customer.example"} | given)
            if wrote:
                inbound = {"direction": "inbound", "channel": "whatsapp", "status": "delivered"}
                await factory.communication(customer.id, **inbound, created_at=clock.now())
        return await body_of(engagement, str(customer.id), language)

    return make


async def body_of(engagement, client_id: str, language: str) -> dict[str, Any]:
    """A message to a client whose preferences are written here."""
    wishes = {"client_id": client_id, "language_preference": language} | AWAKE
    assert (await engagement.post("/preferences", json=wishes)).status_code == 200
    return {"plan_id": PLAN, "client_id": client_id, "message_type": "welcome", "context": {}}


@pytest.fixture
async def carry(platform, database, engagement):
    """Sends messages and has a worker carry them all; the ids of what was accepted, in order."""

    async def carry(bodies: list[dict[str, Any]]) -> list[str]:
        posts = [engagement.post("/communications", json=body, headers=AT_ONCE) for body in bodies]
        answers = await asyncio.gather(*posts)
        assert [answer.status_code for answer in answers] == [200] * len(bodies)
        worker = delivery.worker_of(platform)
        task = asyncio.create_task(worker.run())
        async with asyncio.timeout(60):
            while await database.pool.fetchval(WAITING):  # noqa: ASYNC110  another program takes them
                await asyncio.sleep(0.02)
        worker.stop()
        await task
        return [answer.json()["communication_id"] for answer in answers]

    yield carry
    for provider in platform.providers.values():
        await provider.close()


@pytest.fixture
def mail(carry, sink):
    """The same for what goes by e-mail: what arrived of each, which is one mail for everyone."""

    async def mail(bodies: list[dict[str, Any]]) -> list[Arrived]:
        before = len(sink.mails())
        sent = await carry([body | {"preferred_channel": "email"} for body in bodies])
        found = {each.id: each for each in arrived(sink)[before:]}
        assert (len(sink.mails()), found.keys()) == (before + len(bodies), set(sent))
        return [found[each] for each in sent]

    return mail


@pytest.fixture
def mail_all(mail):
    """The same for contexts of one body."""

    async def mail_all(body: dict[str, Any], contexts: list[dict[str, Any]]) -> list[Arrived]:
        return await mail([body | {"context": context} for context in contexts])

    return mail_all
