"""A channel's limit holds for all workers of a database, in whichever process."""

import asyncio
import signal
import time
from contextlib import asynccontextmanager

from sqlalchemy import select

from accord.core.communications.tables import communication_attempts
from accord.core.interactions import Channel
from accord.kit.db import statement

from .test_kills import start

EMAIL = Channel.EMAIL
BEGUN = statement(
    select(communication_attempts.c.begun_at).order_by(communication_attempts.c.begun_at), tuple
)


async def send(office, count, **said):
    customer = await office.customer()
    return [await office.send(customer, only_channel=EMAIL, **said) for _ in range(count)]


async def begun(office):
    """When the attempts began, in seconds after the first."""
    async with office.context() as ctx:
        moments = [moment for (moment,) in await ctx.db.all(BEGUN)]
    return [(moment - moments[0]).total_seconds() for moment in moments]


def limited(office, per_second, **said):
    return office.worker(pace={"per_second": {EMAIL: per_second}, "at_once": 8}, **said)


class TestALimit:
    async def test_holds_for_two_workers_together(self, office):
        sent = await send(office, 36)

        async with office.working(limited(office, 15.0), limited(office, 15.0)):
            for each in sent:
                await office.until(each, "sent")

        times = await begun(office)
        assert len(times) == 36
        assert all(at > place / 15.0 - 0.25 for place, at in enumerate(times))
        assert times[-1] < 5.0

    async def test_holds_for_processes_together(self, office, tmp_path):
        sent = await send(office, 40)

        workers = [await start(office, tmp_path / "taken", "nowhere", "20") for _ in range(2)]
        for each in sent:
            await office.until(each, "sent", seconds=30)
        for worker in workers:
            worker.terminate()
            await worker.wait()

        times = await begun(office)
        assert all(at > place / 20.0 - 0.25 for place, at in enumerate(times))

    async def test_lets_others_go_on_when_a_worker_is_killed(self, office, tmp_path):
        sent = await send(office, 6)

        doomed = await start(office, tmp_path / "taken", "after_lease", "10")
        assert await asyncio.wait_for(doomed.wait(), 20) == -signal.SIGKILL
        began = time.monotonic()
        (fresh,) = await send(office, 1)
        async with office.working(limited(office, 10.0)):
            await office.until(fresh, "sent")
            elapsed = time.monotonic() - began
            for each in sent:
                await office.until(each, "sent")

        assert elapsed < 1.0

    async def test_lets_senders_take_turns(self, office):
        await send(office, 30, sender="campaign")
        late = await send(office, 2, sender="workflow")

        async with office.working(limited(office, 10.0), limited(office, 10.0)):
            for each in late:
                await office.until(each, "sent")

        assert len(office.mail.taken) < 12

    async def test_is_waited_for_without_looking_again_and_again(self, office):
        sent = await send(office, 4)
        opened = 0

        @asynccontextmanager
        async def counted():
            nonlocal opened
            opened += 1
            async with office.context() as ctx:
                yield ctx

        async with office.working(*(limited(office, 2.0, open_context=counted) for _ in range(2))):
            for each in sent:
                await office.until(each, "sent")

        assert opened < 40

    async def test_leaves_channels_without_one_alone(self, office):
        customer = await office.customer()
        for _ in range(3):
            await office.send(customer, only_channel=Channel.SMS)
        mails = [await office.send(customer, only_channel=EMAIL) for _ in range(20)]

        async with office.working(office.worker(pace={"per_second": {Channel.SMS: 0.02}})):
            for each in mails:
                await office.until(each, "sent")

        assert len(office.sms.taken) <= 1
