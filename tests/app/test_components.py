"""How the parts of the installation are."""

import asyncio
from datetime import timedelta

import pytest

from accord.app.components import InstalledParts
from accord.core.communications import Connection
from accord.core.interactions import Channel

ALL = frozenset({Channel.EMAIL, Channel.SMS, Channel.WHATSAPP})


class ProviderOfTest:
    """Says how it is, and counts who asks."""

    def __init__(self, channel, *, works=True, seconds=0.0):
        self.name, self.channel, self.works, self.seconds, self.asked = "test", channel, works, seconds, 0

    async def check(self):
        self.asked += 1
        await asyncio.sleep(self.seconds)
        return Connection(provider=self.name, works=self.works)


class BrokenLimiter:
    async def hit(self, key, rule, now):
        raise ConnectionError("away")


class TestTheStateOfAPart:
    async def test_is_told_of_each(self, ctx):
        states = await InstalledParts({}, ALL, None).states(ctx)

        assert states == dict.fromkeys(
            [
                *("orchestrator", "email_agent", "messaging_agent", "database"),
                *("redis_cache", "smtp_server", "whatsapp_api", "twilio_api"),
            ],
            "healthy",
        )

    async def test_without_provider_and_outbox_is_degraded(self, ctx):
        states = await InstalledParts({}, frozenset({Channel.EMAIL}), None).states(ctx)

        assert (states["smtp_server"], states["twilio_api"], states["whatsapp_api"]) == (
            "healthy",
            "degraded",
            "degraded",
        )

    @pytest.mark.parametrize(("works", "state"), [(True, "healthy"), (False, "unhealthy")])
    async def test_with_a_provider_is_what_the_provider_says(self, ctx, works, state):
        provider = ProviderOfTest(Channel.EMAIL, works=works)
        parts = InstalledParts({Channel.EMAIL: provider}, ALL, None)

        states = [await parts.states(ctx) for _ in range(3)]

        assert [each["smtp_server"] for each in states] == [state] * 3
        assert provider.asked == 1

    async def test_of_the_cache_is_that_of_what_counts_requests(self, ctx):
        assert (await InstalledParts({}, ALL, BrokenLimiter()).states(ctx))["redis_cache"] == "unhealthy"

    async def test_of_an_agent_goes_by_what_waits_longest(self, ctx, make):
        customer = await make.customer()
        due = ctx.now - timedelta(minutes=2)
        await make.communication(
            customer.id,
            channel="sms",
            channel_order=["sms"],
            status="queued",
            next_attempt_at=due,
            provider_id=None,
        )

        states = await InstalledParts({}, ALL, None).states(ctx)

        shown = (states["orchestrator"], states["messaging_agent"], states["email_agent"])
        assert shown == ("degraded", "degraded", "healthy")
