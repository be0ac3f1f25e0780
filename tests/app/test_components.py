"""How the parts of the installation are."""

import asyncio
from datetime import timedelta

import pytest

from accord.app.components import InstalledParts
from accord.core import communications
from accord.core.communications import Connection, TroubleKind
from accord.core.context import SYSTEM, Context
from accord.core.interactions import Channel
from accord.kit import clock

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

    @pytest.mark.parametrize(("looks", "state"), [(True, "degraded"), (False, "unhealthy")])
    async def test_is_no_worse_than_late_while_workers_are_at_work(self, ctx, make, looks, state):
        due = ctx.now - timedelta(hours=1)
        given = {"status": "queued", "next_attempt_at": due, "provider_id": None}
        await make.communication((await make.customer()).id, **given)
        if looks:
            await communications.note_at_work(ctx, Channel.EMAIL)

        states = await InstalledParts({}, ALL, None).states(ctx)

        assert (states["orchestrator"], states["email_agent"]) == (state, state)


class TestAProviderInTrouble:
    """The provider says of itself that it works; a worker of another process met something else."""

    @pytest.fixture
    async def report(self, database, queue):
        async def reported(kind, *minutes_ago, provider="test", channel=Channel.EMAIL):
            for minutes in minutes_ago:
                async with database.transaction() as db:
                    at = clock.now() - timedelta(minutes=minutes)
                    ctx = Context(db, SYSTEM, at, via="test", request_id=None, queue=queue, reactions={})
                    await communications.report_provider_trouble(ctx, channel, provider, kind)

        return reported

    @pytest.fixture
    def parts(self):
        return InstalledParts({each: ProviderOfTest(each) for each in ALL}, ALL, None)

    async def test_that_refuses_us_is_unhealthy(self, ctx, parts, report):
        await report(TroubleKind.CREDENTIALS, 1)

        states = await parts.states(ctx)

        assert {name for name, state in states.items() if state != "healthy"} == {"smtp_server"}
        assert states["smtp_server"] == "unhealthy"

    @pytest.mark.parametrize(("seen", "state"), [([1], "degraded"), ([8, 1], "unhealthy")])
    async def test_that_is_out_is_degraded_until_it_lasts(self, ctx, parts, report, seen, state):
        await report(TroubleKind.OUTAGE, *seen, channel=Channel.SMS)

        assert (await parts.states(ctx))["twilio_api"] == state

    async def test_is_healthy_when_it_takes_messages(self, ctx, parts, report, database, queue):
        await report(TroubleKind.CREDENTIALS, 1)
        async with database.transaction() as db:
            worker = Context(db, SYSTEM, clock.now(), via="test", request_id=None, queue=queue, reactions={})
            await communications.report_provider_works(worker, Channel.EMAIL, "test")

        assert (await parts.states(ctx))["smtp_server"] == "healthy"

    async def test_is_what_it_says_itself_when_nothing_was_tried_for_long(self, ctx, parts, report):
        await report(TroubleKind.CREDENTIALS, 20)

        assert (await parts.states(ctx))["smtp_server"] == "healthy"

    async def test_is_another_than_the_one_in_use(self, ctx, parts, report):
        await report(TroubleKind.CREDENTIALS, 1, provider="used-before")

        assert (await parts.states(ctx))["smtp_server"] == "healthy"
