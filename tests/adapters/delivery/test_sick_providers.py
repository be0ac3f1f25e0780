"""A sick provider harms only itself."""

import asyncio
import time

import msgspec
import pytest

from accord.core import communications
from accord.core.interactions import Channel


class TestASickProvider:
    @pytest.mark.parametrize("sickness", ["hang", "transient", "raise", "auth_failure", "rate_limit"])
    async def test_holds_up_no_other_channel(self, office, sickness):
        office.mail.always = [sickness]
        customers = [await office.customer() for _ in range(12)]
        for customer in customers:
            await office.send(customer, only_channel=Channel.EMAIL)
        by_sms = [await office.send(customer, only_channel=Channel.SMS) for customer in customers]

        began = time.monotonic()
        async with office.working():
            for each in by_sms:
                await office.until(each, "sent")
            elapsed = time.monotonic() - began

        assert elapsed < 2.0
        assert len(office.sms.taken) == 12

    async def test_is_left_alone_and_tried_with_single_messages(self, office):
        office.mail.always = ["transient"]
        sent = [await office.send(await office.customer(phone=None)) for _ in range(10)]

        async with office.working(office.worker(pace={"closed_seconds": 5.0})) as (worker,):
            for each in sent:
                await office.until(each, "queued")
            while not worker.breakers[Channel.EMAIL].is_open:
                await office.state(sent[0])

        assert len(office.mail.calls) < 10

    async def test_gets_its_messages_when_it_is_well_again(self, office):
        office.mail.always = ["transient"]
        sent = [await office.send(await office.customer(phone=None)) for _ in range(6)]

        async with office.working() as (worker,):
            while not worker.breakers[Channel.EMAIL].is_open:
                await office.state(sent[0])
            office.mail.always = []
            for each in sent:
                await office.until(each, "sent", seconds=15)

        assert len(office.mail.taken) == 6

    async def test_does_not_keep_the_database_busy_with_those_that_wait(self, office):
        office.mail.always = ["transient"]
        customer = await office.customer(phone=None)
        for _ in range(100):
            await office.send(customer)
        opened = Counted(office.context)

        async with office.working(office.worker(open_context=opened)) as (worker,):
            while not worker.breakers[Channel.EMAIL].is_open:
                await office.state(await office.send(customer))
            before = opened.count
            await asyncio.sleep(2.0)

        assert opened.count - before < 60

    async def test_sends_what_has_another_way_by_that(self, office):
        office.mail.always = ["transient"]
        sent = [await office.send(await office.customer()) for _ in range(8)]

        async with office.working(office.worker(pace={"closed_seconds": 5.0})):
            for each in sent:
                await office.until(each, "sent", seconds=15)

        assert len(office.sms.taken) == 8


class TestAProviderThatPutsSomeRecipientsOff:
    async def test_is_not_sick(self, office):
        late = [await office.customer(phone=None) for _ in range(8)]
        for each in late:
            office.mail.scripts[each.email] = ["greylist"] * 3
        put_off = [await office.send(each) for each in late]

        async with office.working(office.worker(pace={"sick_after": 2})) as (worker,):
            for each in put_off:
                await office.until(each, "failed", seconds=20)
            is_open = worker.breakers[Channel.EMAIL].is_open

        assert (is_open, len(office.mail.calls)) == (False, 3 * 8)

    async def test_is_not_told_of_as_troubled(self, office):
        office.mail.always = ["greylist"]
        sent = [await office.send(await office.customer(phone=None)) for _ in range(4)]

        async with office.working(office.worker(pace={"sick_after": 1})):
            for each in sent:
                await office.until(each, "failed")

        async with office.context() as ctx:
            assert await communications.running_troubles(ctx) == []


class Unfinishing:
    async def finish(self, communication, message):
        raise FileNotFoundError("an attachment is gone")


class TestAMessageThatCannotBeCompleted:
    async def test_says_nothing_about_its_provider(self, office):
        office.outreach = msgspec.structs.replace(office.outreach, finisher=Unfinishing())
        sent = [await office.send(await office.customer(phone=None)) for _ in range(4)]

        async with office.working() as (worker,):
            for each in sent:
                await office.until(each, "failed")

        assert (office.mail.calls, worker.breakers[Channel.EMAIL].is_open) == ([], False)


class Counted:
    """A worker's way to the database that counts the transactions."""

    def __init__(self, context) -> None:
        self._context = context
        self.count = 0

    def __call__(self):
        self.count += 1
        return self._context()
