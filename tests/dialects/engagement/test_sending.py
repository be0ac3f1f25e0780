"""Sending: what is answered, by what becomes of the first attempt."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from accord.adapters.delivery import DeliveryPace, DeliveryWorker
from accord.app.compose import Platform
from accord.app.settings import (
    AuthSettings,
    EngagementSettings,
    RateLimitSettings,
    Secret,
    ServerSettings,
    Settings,
)
from accord.core.communications import Accepted, FailureKind, Refused
from accord.core.context import SYSTEM
from accord.core.interactions import Channel
from accord.kit import clock
from dialects.conftest import SECRET, customer_token, sign

from .conftest import BASE

PLAN = "550e8400-e29b-41d4-a716-446655440000"
KEYS_SHOWN = {"communication_id", "status", "channel_used", "sent_at", "delivered_at", "metadata"}
UNKNOWN = "01a2014d-3ea5-7ac2-9f37-a5543137c136"


class ProviderOfTest:
    """Answers as told, and keeps what it was given."""

    def __init__(self, channel, answer=None):
        self.name, self.channel, self.answer = f"test-{channel}", channel, answer
        self.taken: list[Any] = []

    async def send(self, message):
        if self.answer is not None:
            return self.answer
        self.taken.append(message)
        return Accepted(provider=self.name, provider_id=f"id-{message.reference}")

    async def find(self, message, *, since):
        return None

    async def check(self):
        raise AssertionError("nobody asks")

    async def close(self):
        pass


@pytest.fixture
def settings():
    return Settings(
        auth=AuthSettings(secret=Secret(SECRET)),
        rate_limits=RateLimitSettings(enabled=False),
        server=ServerSettings(worker=False),
        engagement=EngagementSettings(wait_seconds=10.0, public_url="https://crm.example"),
    )


@pytest.fixture
def providers():
    return {channel: ProviderOfTest(channel) for channel in (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP)}


@pytest.fixture
async def worker(platform: Platform, url, providers):
    """A worker that delivers by the providers of this test, and notices that are heard."""
    made = DeliveryWorker(
        url,
        providers,
        platform.outreach,
        open_context=lambda: platform.context(SYSTEM, via="delivery"),
        pace=DeliveryPace(),
    )
    task = asyncio.create_task(made.run())
    async with platform.first_attempts.hearing(url):
        yield made
    made.stop()
    await task


@pytest.fixture
async def awake(engagement, customer):
    """The client can be written to at any time."""
    body = {"client_id": str(customer.id), "quiet_hours_start": "00:00", "quiet_hours_end": "00:00"}
    assert (await engagement.post("/preferences", json=body)).status_code == 200


@pytest.fixture
def body(customer, awake):
    return {
        "plan_id": PLAN,
        "client_id": str(customer.id),
        "message_type": "budget_summary",
        "context": {"client_name": "Priya Sharma", "event_type": "wedding", "event_date": "2025-12-15"},
    }


class TestSendingAMessage:
    async def test_answers_that_it_was_sent(self, engagement, worker, body, providers, customer):
        answer = await engagement.post("/communications", json=body)

        shown = answer.json()
        assert (answer.status_code, shown.keys()) == (200, KEYS_SHOWN)
        assert (shown["status"], shown["channel_used"], shown["delivered_at"]) == ("sent", "email", None)
        assert shown["sent_at"].endswith("Z")
        assert shown["metadata"] == {
            "subject": "Your Budget Strategies are Ready!",
            "recipient": customer.email,
            "client_id": str(customer.id),
        }
        (mail,) = providers[Channel.EMAIL].taken
        assert mail.text.startswith(
            "Dear Priya, your budget strategies for your wedding on December 15, 2025"
        )
        assert mail.headers["List-Unsubscribe"].startswith("<https://crm.example/u/")

    async def test_goes_by_the_wished_channel(self, engagement, worker, body, providers):
        shown = (await engagement.post("/communications", json=body | {"preferred_channel": "SMS"})).json()

        assert (shown["channel_used"], shown["metadata"]["subject"]) == ("sms", None)
        assert len(providers[Channel.SMS].taken[0].text) <= 160

    async def test_says_that_it_is_queued_while_a_provider_is_down(self, engagement, worker, body, providers):
        for provider in providers.values():
            provider.answer = Refused(provider="test", kind=FailureKind.TRANSIENT, message="timeout")

        shown = (await engagement.post("/communications", json=body)).json()

        assert (shown["status"], shown["sent_at"]) == ("queued", None)
        assert shown["metadata"]["reason"] == "provider_unavailable"
        assert shown["metadata"]["next_attempt_at"].endswith("Z")

    async def test_goes_another_way_when_one_is_refused(self, engagement, worker, body, providers):
        refused = Refused(provider="test", kind=FailureKind.PERMANENT, message="mailbox does not exist")
        providers[Channel.EMAIL].answer = refused

        shown = (await engagement.post("/communications", json=body)).json()

        assert (shown["status"], shown["channel_used"]) == ("sent", "whatsapp")
        assert shown["metadata"]["fallback_used"] is True
        assert shown["metadata"]["primary_channel_error"] == "mailbox does not exist"

    async def test_that_everybody_refuses_is_our_failure_and_is_kept(
        self, engagement, worker, body, providers
    ):
        for channel, provider in providers.items():
            provider.answer = Refused(provider="test", kind=FailureKind.PERMANENT, message=f"no {channel}")

        answer = await engagement.post("/communications", json=body, headers={"Idempotency-Key": "one"})

        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (500, "INTERNAL_ERROR")
        assert error["details"]["channels"] == [
            {"channel": channel, "error": f"no {channel}"} for channel in ("email", "whatsapp", "sms")
        ]
        assert error["details"]["client_id"] == body["client_id"]
        kept = (await engagement.get(f"/communications/{error['details']['communication_id']}")).json()
        assert (kept["status"], kept["metadata"]["all_channels_failed"]) == ("failed", True)
        again = await engagement.post("/communications", json=body, headers={"Idempotency-Key": "one"})
        assert (again.status_code, again.json()["error"]["details"]) == (500, error["details"])

    async def test_is_told_again_as_it_was_told_first(self, engagement, worker, body):
        first = await engagement.post("/communications", json=body, headers={"Idempotency-Key": "two"})

        again = await engagement.post("/communications", json=body, headers={"Idempotency-Key": "two"})

        assert first.json()["status"] == "sent"
        assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
        assert (await engagement.get("/communications")).json()["total"] == 1


class TestWaitingInVain:
    @pytest.fixture
    def settings(self, settings):
        return structs.replace(settings, engagement=EngagementSettings(wait_seconds=0.3))

    async def test_ends_after_the_time_that_is_set(self, engagement, body):
        began = clock.now()

        shown = (await engagement.post("/communications", json=body)).json()

        assert (shown["status"], shown["metadata"]["reason"]) == ("queued", "in_progress")
        assert timedelta(seconds=0.3) <= clock.now() - began < timedelta(seconds=5)


class TestNotWaiting:
    @pytest.mark.parametrize("prefer", ["respond-async", "wait=10, Respond-Async", "respond-async;x=1"])
    async def test_is_what_a_client_may_prefer(self, engagement, body, prefer):
        began = clock.now()

        shown = (await engagement.post("/communications", json=body, headers={"Prefer": prefer})).json()

        assert (shown["status"], shown["metadata"]["reason"]) == ("queued", "in_progress")
        assert clock.now() - began < timedelta(seconds=5)

    async def test_is_what_happens_to_what_goes_out_later(self, engagement, customer, body):
        now = clock.now()
        around = {
            "client_id": str(customer.id),
            "quiet_hours_start": f"{now - timedelta(hours=1):%H:%M}",
            "quiet_hours_end": f"{now + timedelta(hours=1):%H:%M}",
        }
        await engagement.post("/preferences", json=around)

        shown = (await engagement.post("/communications", json=body)).json()

        assert (shown["status"], shown["channel_used"], shown["sent_at"]) == ("scheduled", "email", None)
        assert shown["metadata"]["reason"] == "quiet_hours"
        assert shown["metadata"]["scheduled_at"].endswith(":00Z")

    async def test_is_what_happens_to_what_may_not_go_out(self, engagement, customer, body):
        out = dict.fromkeys(("opt_out_email", "opt_out_sms", "opt_out_whatsapp"), True)
        await engagement.post("/preferences", json={"client_id": str(customer.id)} | out)

        shown = (await engagement.post("/communications", json=body)).json()

        assert (shown["status"], shown["channel_used"]) == ("suppressed", None)
        assert shown["metadata"]["reason"] == "opted_out"

    async def test_names_a_skipped_wish(self, engagement, customer, body):
        await engagement.post("/preferences", json={"client_id": str(customer.id), "opt_out_sms": True})
        wish = {"preferred_channel": "sms"}

        shown = (
            await engagement.post("/communications", json=body | wish, headers={"Prefer": "respond-async"})
        ).json()

        assert shown["channel_used"] == "email"
        assert shown["metadata"]["preferred_channel_skipped"] == "opted_out"


class TestAWrongMessage:
    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"plan_id": None}, "plan_id"),
            ({"plan_id": "7"}, "plan_id"),
            ({"client_id": "x"}, "client_id"),
            ({"message_type": "invalid_type"}, "message_type"),
            ({"context": None}, "context"),
            ({"context": []}, "context"),
            ({"context": {"x": "y" * 70_000}}, "context"),
            ({"urgency": "soon"}, "urgency"),
            ({"urgency": ""}, "urgency"),
            ({"preferred_channel": " "}, "preferred_channel"),
            ({"preferred_channel": "fax"}, "preferred_channel"),
        ],
    )
    async def test_is_refused_by_its_field(self, engagement, body, wrong, field):
        answer = await engagement.post("/communications", json=body | wrong)

        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["details"]["field"]) == (
            400,
            "INVALID_REQUEST",
            field,
        )
        assert [each["field"] for each in error["details"]["errors"]] == [field]
        assert (await engagement.get("/communications")).json()["total"] == 0

    async def test_is_told_what_is_allowed(self, engagement, body):
        del body["message_type"]
        for wrong in (body, body | {"message_type": "nonsense"}):
            details = (await engagement.post("/communications", json=wrong)).json()["error"]["details"]
            assert details["allowed_values"] == [
                *("welcome", "budget_summary", "vendor_options", "selection_confirmation"),
                *("blueprint_delivery", "error_notification", "reminder"),
            ]

    async def test_to_nobody_is_404(self, engagement, body):
        answer = await engagement.post("/communications", json=body | {"client_id": UNKNOWN})

        assert (answer.status_code, answer.json()["error"]["message"]) == (404, "Client not found")

    async def test_of_another_client_is_404(self, open_client, body, other_customer):
        client = open_client(BASE, customer_token(other_customer.id, ["crm:read", "crm:write"]))

        assert (await client.post("/communications", json=body)).status_code == 404

    @pytest.mark.parametrize(
        ("grants", "status"),
        [
            (["crm:read"], 403),
            (["crm:write"], 200),
            (["crm:admin"], 200),
            (["crm:create:communications"], 200),
            ([], 403),
        ],
    )
    async def test_takes_the_scope(self, open_client, body, grants, status):
        client = open_client(BASE, sign(grants))

        answer = await client.post("/communications", json=body, headers={"Prefer": "respond-async"})

        assert answer.status_code == status
