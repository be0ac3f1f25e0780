import asyncio
import time
from datetime import timedelta

from accord.core import communications
from accord.core.interactions import Channel
from accord.kit import clock


class TestAWorker:
    async def test_sends_what_waits(self, office):
        sent = await office.send(await office.customer())

        async with office.working():
            found = await office.until(sent, "sent")

        assert [each.communication_id for each in office.mail.taken] == [sent.id]
        assert (found.provider, found.retry_count) == ("scripted-email", 0)

    async def test_is_seen_at_work_on_its_channels(self, office):
        async with office.context() as ctx:
            assert await communications.channels_at_work(ctx) == []

        sent = await office.send(await office.customer())
        async with office.working():
            await office.until(sent, "sent")

        async with office.context() as ctx:
            assert set(await communications.channels_at_work(ctx)) >= set(office.providers)

    async def test_is_woken_by_a_new_message(self, office):
        customer = await office.customer()
        async with office.working():
            await asyncio.sleep(0.3)
            began = time.monotonic()
            sent = await office.send(customer)
            await office.until(sent, "sent")

        assert time.monotonic() - began < 1.0

    async def test_sleeps_until_the_next_message_is_due(self, office):
        at = clock.now() + timedelta(seconds=0.8)
        sent = await office.send(await office.customer(), send_at=at)

        async with office.working():
            found = await office.until(sent, "sent")

        assert timedelta() <= found.sent_at - at < timedelta(seconds=0.5)

    async def test_tries_again_and_falls_back(self, office):
        customer = await office.customer()
        office.mail.scripts[customer.email] = ["transient"] * 3
        sent = await office.send(customer)

        async with office.working(office.worker(pace={"sick_after": 99})):
            found = await office.until(sent, "sent")

        assert (found.channel, found.fallback_used, found.retry_count) == (Channel.SMS, True, 3)
        assert len(office.mail.calls) == 3

    async def test_ends_what_no_channel_takes(self, office):
        customer = await office.customer(phone=None)
        office.mail.scripts[customer.email] = ["permanent"]
        sent = await office.send(customer)

        async with office.working():
            found = await office.until(sent, "failed")

        assert found.error_message == "scripted permanent"

    async def test_looks_up_what_a_provider_did_not_answer(self, office):
        customer = await office.customer(phone=None)
        office.mail.scripts[customer.email] = ["lose"]
        sent = await office.send(customer)

        async with office.working():
            await office.until(sent, "sent")

        assert (len(office.mail.taken), office.mail.found) == (1, [f"{sent.id}.email"])

    async def test_sends_again_what_the_provider_never_took(self, office):
        customer = await office.customer(phone=None)
        office.mail.scripts[customer.email] = ["hang"]
        sent = await office.send(customer)

        async with office.working():
            await office.until(sent, "sent")

        assert (len(office.mail.calls), len(office.mail.taken), len(office.mail.found)) == (2, 1, 1)

    async def test_survives_a_provider_with_a_bug(self, office):
        customer = await office.customer(phone=None)
        office.mail.scripts[customer.email] = ["raise"]
        sent = await office.send(customer)

        async with office.working():
            await office.until(sent, "sent")

        assert len(office.mail.taken) == 1


class TestSeveralWorkers:
    async def test_send_everything_once(self, office):
        customers = [await office.customer() for _ in range(40)]
        sent = [await office.send(customer) for customer in customers]

        async with office.working(office.worker(), office.worker(), office.worker()):
            for each in sent:
                await office.until(each, "sent")

        taken = [each.communication_id for each in office.mail.taken]
        assert sorted(taken) == sorted(each.id for each in sent)


class TestStopping:
    async def test_lets_what_is_under_way_end(self, office):
        office.mail.delay_seconds = 0.3
        sent = await office.send(await office.customer())

        async with office.working():
            await asyncio.sleep(0.15)

        assert (await office.state(sent)).status == "sent"

    async def test_takes_nothing_more(self, office):
        customer = await office.customer()
        async with office.working():
            await asyncio.sleep(0.1)
        sent = await office.send(customer)
        await asyncio.sleep(0.2)

        assert (await office.state(sent)).status == "queued"


class TestFairness:
    async def test_lets_senders_take_turns(self, office):
        customer = await office.customer()
        for _ in range(12):
            await office.send(customer, sender="campaign", only_channel=Channel.EMAIL)
        late = await office.send(customer, sender="automation", only_channel=Channel.EMAIL)

        async with office.context() as ctx:
            turn = communications.Turn(worker=late.id, provider="x", lease_seconds=1.0)
            leased = await communications.lease_due(ctx, Channel.EMAIL, turn, most=4)

        assert late.id in [each.id for each in leased[:2]]

    async def test_lets_them_take_turns_from_one_lease_to_the_next(self, office):
        customer = await office.customer()
        for _ in range(12):
            await office.send(customer, sender="campaign", only_channel=Channel.EMAIL)
        late = [
            await office.send(customer, sender=sender, only_channel=Channel.EMAIL)
            for sender in ("agent", "agent", "workflow", "workflow")
        ]

        async with office.working(office.worker(pace={"at_once": 1})):
            for each in late:
                await office.until(each, "sent")

        places = [each.communication_id for each in office.mail.taken]
        assert max(places.index(each.id) for each in late) < 7

    async def test_takes_the_most_pressing_first(self, office):
        customer = await office.customer()
        for _ in range(3):
            await office.send(customer, only_channel=Channel.EMAIL)
        urgent = await office.send(
            customer, urgency=communications.Urgency.CRITICAL, only_channel=Channel.EMAIL
        )

        async with office.context() as ctx:
            turn = communications.Turn(worker=urgent.id, provider="x", lease_seconds=1.0)
            leased = await communications.lease_due(ctx, Channel.EMAIL, turn, most=4)

        assert leased[0].id == urgent.id
