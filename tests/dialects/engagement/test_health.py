"""How the engagement API is."""

from datetime import timedelta

import pytest

from accord.kit import clock
from dialects.conftest import customer_token

from .conftest import BASE

COMPONENTS = {
    *("orchestrator", "email_agent", "messaging_agent", "database"),
    *("redis_cache", "smtp_server", "whatsapp_api", "twilio_api"),
}
METRICS = {"pending_communications", "failed_communications_last_hour", "avg_delivery_time_seconds"}


@pytest.fixture
def nobody(open_client):
    return open_client(BASE)


class TestHealth:
    async def test_tells_nobody_but_the_whole(self, nobody):
        shown = (await nobody.get("/health")).json()

        assert (shown.keys(), shown["status"]) == ({"status", "timestamp"}, "healthy")

    async def test_tells_the_parts_to_who_has_a_token(self, engagement, open_client, customer):
        own = open_client(BASE, customer_token(customer.id, []))

        for client in (engagement, own):
            shown = (await client.get("/health")).json()
            assert shown["components"] == dict.fromkeys(COMPONENTS, "healthy")
            assert shown["metrics"].keys() == METRICS

    async def test_takes_an_invalid_token_for_none(self, open_client):
        answer = await open_client(BASE, "no token at all").get("/health")

        assert (answer.status_code, answer.json().keys()) == (200, {"status", "timestamp"})

    async def test_counts_what_waits_and_what_failed(self, engagement, message):
        now = clock.now()
        for status in ("queued", "scheduled", "sending", "sent"):
            await message(status=status, next_attempt_at=now + timedelta(hours=1))
        await message(status="failed", failed_at=now - timedelta(minutes=5))
        await message(status="failed", failed_at=now - timedelta(hours=2))

        metrics = (await engagement.get("/health")).json()["metrics"]

        assert (metrics["pending_communications"], metrics["failed_communications_last_hour"]) == (3, 1)

    @pytest.mark.parametrize(
        ("minutes", "state", "whole"),
        [(0.5, "healthy", "healthy"), (5, "degraded", "degraded"), (20, "unhealthy", "unhealthy")],
    )
    async def test_tells_that_nobody_sends(self, engagement, message, minutes, state, whole):
        due = clock.now() - timedelta(minutes=minutes)
        await message(status="queued", next_attempt_at=due, provider=None, provider_id=None)

        shown = (await engagement.get("/health")).json()

        assert (shown["components"]["orchestrator"], shown["status"]) == (state, whole)
        assert (shown["components"]["email_agent"], shown["components"]["messaging_agent"]) == (
            state,
            "healthy",
        )


class TestReadiness:
    async def test_is_given(self, nobody):
        assert (await nobody.get("/health/readiness")).status_code == 200
        assert (await nobody.get("/health/liveness")).json()["status"] == "healthy"

    async def test_is_not_given_when_nobody_sends(self, nobody, message):
        due = clock.now() - timedelta(hours=1)
        await message(status="queued", next_attempt_at=due, provider=None, provider_id=None)

        answer = await nobody.get("/health/readiness")

        assert (answer.status_code, answer.json()["status"], "retry-after" in answer.headers) == (
            503,
            "unhealthy",
            True,
        )
        assert (await nobody.get("/health/liveness")).status_code == 200
