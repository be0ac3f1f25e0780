"""Providers whose servers hang, drip, fail, talk nonsense or show a stranger's certificate, over real connections."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from accord.core.interactions import Channel
from adapters.channels import counterparts
from adapters.channels.counterparts import IMPATIENT, at
from vendors import ACCOUNTS, Sink, Vendors
from vendors.certificates import serving
from vendors.sick import babbling, dripping, sick, silent, vanishing

MESSAGES = 6
MANNERS = {"hangs": silent, "drips": dripping, "babbles": babbling, "vanishes": vanishing}
# Longer than anybody waits for the other channel's messages: these must not need an end of the sick one's calls.
PATIENCE = {"hangs": 30.0, "drips": 30.0}
PACE = {"send_seconds": 45.0, "lease_seconds": 75.0, "closed_seconds": 60.0, "grace_seconds": 0.1}
PROVIDERS = ("smtp", "sendgrid", "mailgun", "twilio", "whatsapp")


@asynccontextmanager
async def ill(name, manner, folder, recipients):
    """A provider of the product whose server is ill in this way."""
    stand_in = Sink(folder, accounts=ACCOUNTS) if name == "smtp" else Vendors(folder)
    await stand_in.open()
    counterpart = getattr(counterparts, name)(stand_in)
    try:
        if manner == "fails":
            for each in recipients:
                counterpart.scripts.set(each, [counterpart.failing] * 100)
            yield counterpart.provider(seconds=IMPATIENT)
        else:
            tls = serving() if manner == "is-a-stranger" else None
            async with sick(MANNERS.get(manner, silent), tls=tls) as port:
                options = at(counterpart, port, "https" if tls else "http")
                yield counterpart.provider(**options | {"seconds": PATIENCE.get(manner, IMPATIENT)})
    finally:
        for made in counterpart.made:
            await made.close()
        await stand_in.close()


async def opened(breaker):
    async with asyncio.timeout(20):
        while not breaker.is_open:  # noqa: ASYNC110  it tells nobody
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("manner", [*MANNERS, "fails", "is-a-stranger"])
@pytest.mark.parametrize("name", PROVIDERS)
class TestAProviderWhoseServer:
    async def test_is_sick_holds_up_nothing_but_its_own_messages(self, office, tmp_path, name, manner):
        customers = [
            await office.customer(email=f"c{number}@example.com", phone=f"+25470000000{number}")
            for number in range(MESSAGES)
        ]
        recipients = [each for customer in customers for each in (customer.email, customer.phone)]
        async with ill(name, manner, tmp_path, recipients) as provider:
            well = Channel.SMS if provider.channel is Channel.EMAIL else Channel.EMAIL
            office.providers[provider.channel] = provider
            office.outreach = replace(office.outreach, channels=frozenset(office.providers))
            held = [await office.send(each, only_channel=provider.channel) for each in customers]
            others = [await office.send(each, only_channel=well) for each in customers]

            worker = office.worker(pace=PACE)
            async with office.working(worker):
                for each in others:
                    await office.until(each, "sent")
                if manner not in PATIENCE:
                    await opened(worker.breakers[provider.channel])
                states = [await office.state(each) for each in held]

        assert {state.status for state in states} <= {"queued", "sending"}
        assert len(office.providers[well].taken) == MESSAGES
        assert not worker.breakers[well].is_open
