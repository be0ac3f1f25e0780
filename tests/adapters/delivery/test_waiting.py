import asyncio
import time

from accord.adapters.delivery import FirstAttempts
from accord.core.interactions import Channel
from accord.kit.ids import new_id


class TestAwaitingTheFirstAttempt:
    async def test_ends_when_the_message_is_sent(self, office):
        first = FirstAttempts(office.context)
        async with first.hearing(office.dsn), office.working():
            sent = await office.send(await office.customer())
            found = await first.await_first_attempt(sent.id, 5.0)

        assert found.status == "sent"

    async def test_ends_with_the_refusal_of_a_provider_that_is_away(self, office):
        customer = await office.customer(phone=None)
        office.mail.scripts[customer.email] = ["transient"]
        office.outreach = office.outreach.__class__(
            channels=office.outreach.channels, renderer=office.outreach.renderer, retry_waits=(60.0,)
        )
        first = FirstAttempts(office.context)
        async with first.hearing(office.dsn), office.working():
            sent = await office.send(customer)
            found = await first.await_first_attempt(sent.id, 5.0)

        assert (found.status, found.reason) == ("queued", "provider_unavailable")

    async def test_goes_on_over_a_fallback(self, office):
        customer = await office.customer()
        office.mail.scripts[customer.email] = ["permanent"]
        first = FirstAttempts(office.context)
        async with first.hearing(office.dsn), office.working():
            sent = await office.send(customer)
            found = await first.await_first_attempt(sent.id, 5.0)

        assert (found.status, found.channel) == ("sent", Channel.SMS)

    async def test_ends_with_its_time(self, office):
        first = FirstAttempts(office.context)
        sent = await office.send(await office.customer())
        async with first.hearing(office.dsn):
            began = time.monotonic()
            found = await first.await_first_attempt(sent.id, 0.3)

        assert (found.status, 0.25 < time.monotonic() - began < 2.0) == ("queued", True)

    async def test_of_a_message_that_is_gone_gives_none(self, office):
        first = FirstAttempts(office.context)
        assert await first.await_first_attempt(new_id(), 1.0) is None

    async def test_ends_at_once_for_what_ended_already(self, office):
        first = FirstAttempts(office.context)
        nobody = await office.customer(email=None, phone=None)
        sent = await office.send(nobody)
        async with asyncio.timeout(1.0):
            found = await first.await_first_attempt(sent.id, 5.0)

        assert found.status == "suppressed"
