"""Nothing is handed to a provider after an opt-out has committed."""

import asyncio
import random
import time

from accord.core import communications
from accord.core.interactions import Channel
from make.depth import SEED, TRIED, depth
from make.providers import ScriptedProvider

INTERLEAVINGS = depth(100, 1_000)


class TimedProvider(ScriptedProvider):
    """Notes when each message arrived, by its recipient."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance = chance
        self.arrived: dict[str, float] = {}

    async def send(self, message):
        await asyncio.sleep(self.chance.random() * 0.004)
        self.arrived[message.recipient] = time.monotonic()
        return await super().send(message)


class Pause:
    """How long an opt-out waits at most: about as long as the worker takes, so that either comes first."""

    def __init__(self) -> None:
        self.longest = 0.02

    def adapt(self, *, was_sent: bool) -> None:
        self.longest = min(0.5, max(0.0001, self.longest * (0.8 if was_sent else 1.25)))


async def opt_out(office, customer) -> float:
    async with office.context() as ctx:
        await communications.opt_out(ctx, customer.id, Channel.EMAIL, source="test")
    return time.monotonic()


class TestAnOptOut:
    async def test_is_not_overtaken_by_any_message(self, office):
        print(f"RELIABILITY_SEED={SEED}")
        chance = random.Random(SEED)
        timed = office.providers[Channel.EMAIL] = TimedProvider(chance)
        customers = [await office.customer() for _ in range(INTERLEAVINGS)]
        late, pause = {}, Pause()

        async def race(customer) -> None:
            sent = await office.send(customer, only_channel=Channel.EMAIL)
            await asyncio.sleep(chance.random() * pause.longest)
            committed = await opt_out(office, customer)
            found = await office.until(sent, "sent", "suppressed")
            arrived = timed.arrived.get(customer.email)
            pause.adapt(was_sent=arrived is not None)
            late[customer.email] = arrived is not None and arrived > committed
            assert (found.status == "sent") == (arrived is not None)

        async with office.working(office.worker(), office.worker()):
            for first in range(0, INTERLEAVINGS, 4):
                await asyncio.gather(*map(race, customers[first : first + 4]))

        assert sum(late.values()) == 0
        assert 0 < len(timed.arrived) < INTERLEAVINGS  # both ways came about
        TRIED.update({"interleavings": len(late), "interleavings in which it was sent": len(timed.arrived)})

    async def test_waits_for_a_message_that_is_on_its_way(self, office):
        office.mail.delay_seconds = 0.3
        customer = await office.customer()
        sent = await office.send(customer, only_channel=Channel.EMAIL)

        async with office.working():
            await office.until(sent, "sending")
            await opt_out(office, customer)
            assert (await office.state(sent)).status == "sent"


class TestAProviderWhomTheRecipientHasLeft:
    async def test_has_us_write_no_more_without_anybody_waiting(self, office):
        customer = await office.customer()
        office.sms.scripts[customer.phone] = ["unsubscribed"] * 8
        sent = [await office.send(customer, only_channel=Channel.SMS) for _ in range(8)]

        began = time.monotonic()
        async with office.working(office.worker(), office.worker()):
            ends = [(await office.until(each, "failed", "suppressed")).status for each in sent]

        async with office.context() as ctx:
            (out,) = (await communications.get_preferences(ctx, customer.id)).opt_outs
        assert (out.channel, out.source) == (Channel.SMS, "scripted-sms")
        assert ends.count("failed") == len(office.sms.calls)
        assert (office.sms.taken, time.monotonic() - began < 5.0) == ([], True)
