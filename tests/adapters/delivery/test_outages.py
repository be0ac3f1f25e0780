"""What is away for a while: the database, an answer about a message in doubt, a provider that is configured no more."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
import pytest

from accord.core.interactions import Channel
from accord.kit.db import DatabaseUnavailable
from make.providers import ScriptedProvider


class Forgetful(ScriptedProvider):
    """Cannot be asked what it took, like a mail server."""

    async def find(self, message, *, since):
        self.found.append(message.reference)


class TestADatabaseThatGoesAway:
    @pytest.fixture
    def outage(self, office):
        """A worker's way to the database, which is closed while the event is set."""
        away = asyncio.Event()

        @asynccontextmanager
        async def context():
            if away.is_set():
                raise DatabaseUnavailable("away")
            async with office.context() as ctx:
                yield ctx

        away.context = context
        return away

    async def test_doubles_no_message_that_is_on_its_way(self, office, outage):
        mail = office.providers[Channel.EMAIL] = Forgetful()
        mail.delay_seconds = 0.3
        office.pace = msgspec.structs.replace(office.pace, send_seconds=2.0, lease_seconds=3.0)
        first = await office.send(await office.customer(), only_channel=Channel.EMAIL)
        work = asyncio.create_task(office.worker(open_context=outage.context).run())
        await office.until(first, "sending")

        outage.set()
        await office.send(await office.customer(), only_channel=Channel.EMAIL)
        await asyncio.sleep(0.6)
        outage.clear()
        with pytest.raises(DatabaseUnavailable):
            await work

        assert (await office.state(first)).status == "sent"
        assert len(mail.calls) == 1


class TestAChannelThatHasNoProviderAnyMore:
    async def test_is_looked_after(self, office):
        sent = await office.send(await office.customer())
        del office.providers[Channel.EMAIL]
        office.outreach = msgspec.structs.replace(office.outreach, channels=frozenset(office.providers))

        async with office.working():
            found = await office.until(sent, "queued", reasons=("provider_unavailable",))

        assert (found.status, found.reason) == ("queued", "provider_unavailable")
        assert found.next_attempt_at - found.due_at > timedelta(seconds=59)

    async def test_leaves_a_doubt_to_whoever_can_ask(self, office):
        office.outreach = msgspec.structs.replace(office.outreach, retry_waits=(0.3,))
        customer = await office.customer(phone=None)
        office.mail.scripts[customer.email] = ["lose"]
        sent = await office.send(customer)
        async with office.working():
            await office.until(sent, "queued", reasons=("provider_unavailable",))
        mail = office.providers.pop(Channel.EMAIL)
        async with office.working():
            await asyncio.sleep(0.8)
        office.providers[Channel.EMAIL] = mail

        async with office.working():
            found = await office.until(sent, "sent")

        assert (len(mail.calls), len(mail.found), found.retry_count) == (1, 1, 0)


class Silent(ScriptedProvider):
    """Says nothing about what it took for so many questions."""

    def __init__(self, silent: int) -> None:
        super().__init__()
        self.silent = silent

    async def find(self, message, *, since):
        found = await super().find(message, since=since)
        if len(self.found) <= self.silent:
            raise TimeoutError
        return found


class TestAProviderThatDoesNotSayWhatItTook:
    async def test_is_asked_again_before_anything_is_sent_again(self, office):
        mail = office.providers[Channel.EMAIL] = Silent(2)
        customer = await office.customer(phone=None)
        mail.scripts[customer.email] = ["lose"]
        sent = await office.send(customer)

        async with office.working():
            found = await office.until(sent, "sent")

        assert (len(mail.calls), len(mail.found), found.retry_count) == (1, 3, 0)


class TestAMachineWhoseClockIsWrong:
    @pytest.mark.parametrize(
        "wrong", [timedelta(seconds=80), timedelta(seconds=-80)], ids=["ahead", "behind"]
    )
    async def test_takes_nothing_that_another_is_sending(self, office, wrong):
        mail = office.providers[Channel.EMAIL] = Forgetful()
        mail.delay_seconds = 0.6
        office.pace = msgspec.structs.replace(office.pace, send_seconds=5.0, lease_seconds=10.0)
        sent = await office.send(await office.customer(), only_channel=Channel.EMAIL)

        @asynccontextmanager
        async def mistaken():
            async with office.context() as ctx:
                ctx.now += wrong
                yield ctx

        first, second = office.worker(), office.worker(open_context=mistaken)
        if wrong < timedelta():
            first, second = second, first
        async with office.working(first):
            await office.until(sent, "sending")
            async with office.working(second):
                await office.until(sent, "sent")

        assert len(mail.calls) == 1
