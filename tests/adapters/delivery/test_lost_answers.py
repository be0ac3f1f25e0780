"""WhatsApp cannot be asked for a message whose answer was lost; its webhook tells of it by our reference."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from accord.adapters.channels.whatsapp import WhatsAppReader
from accord.core import communications
from accord.core.interactions import Channel
from accord.kit import clock
from adapters.channels import counterparts
from vendors import ACCOUNTS, Vendors, whatsapp_call, whatsapp_status

URL = "https://crm.example.com/hook"
SOON = 0.05
LATER = 1.0


@asynccontextmanager
async def meta(office, folder, *, retry_seconds):
    """The stand-in of Meta, which takes the next message and loses its answer."""
    vendors = Vendors(folder)
    await vendors.open()
    counterpart = counterparts.whatsapp(vendors)
    office.providers[Channel.WHATSAPP] = counterpart.provider()
    office.outreach = replace(
        office.outreach,
        channels=frozenset({*office.outreach.channels, Channel.WHATSAPP}),
        retry_waits=(retry_seconds,) * 3,
    )
    counterpart.script("drop")
    try:
        yield counterpart
    finally:
        for made in counterpart.made:
            await made.close()
        await vendors.close()


async def tell(office, taken, *statuses):
    """Meta calls our webhook."""
    at = int(clock.now().timestamp())
    call = whatsapp_call(URL, {"statuses": [whatsapp_status(taken, each, at) for each in statuses]})
    reader = WhatsAppReader(app_secret=ACCOUNTS.whatsapp_secret)
    told = reader.read(url=call.url, headers=call.headers, body=call.body, now=clock.now())
    async with office.context() as ctx:
        await communications.record_delivery(ctx, office.outreach, told)


async def taken_by(counterpart, count):
    async with asyncio.timeout(10):
        while len(found := counterpart.taken()) < count:  # noqa: ASYNC110  it tells nobody
            await asyncio.sleep(0.02)
    return found


class TestAMessageWhoseAnswerWasLost:
    @pytest.mark.parametrize("statuses", [("sent",), ("read", "delivered", "sent")])
    async def test_is_not_sent_again_once_the_webhook_tells_of_it(self, office, tmp_path, statuses):
        async with meta(office, tmp_path, retry_seconds=LATER) as counterpart:
            customer = await office.customer(phone=counterpart.recipient)
            sent = await office.send(customer, only_channel=Channel.WHATSAPP)
            async with office.working():
                (taken,) = await taken_by(counterpart, 1)
                await office.until(sent, "queued", reasons=("provider_unavailable",))
                await tell(office, taken, *statuses)
                await asyncio.sleep(1.5 * LATER)

            after = await office.state(sent)
            assert len(counterpart.taken()) == 1
            assert (after.status, after.provider_id) == (
                "opened" if "read" in statuses else "sent",
                taken["id"],
            )

    async def test_is_told_of_by_both_copies_when_the_webhook_comes_too_late(self, office, tmp_path):
        async with meta(office, tmp_path, retry_seconds=SOON) as counterpart:
            customer = await office.customer(phone=counterpart.recipient)
            sent = await office.send(customer, only_channel=Channel.WHATSAPP)
            async with office.working():
                first, second = await taken_by(counterpart, 2)
                await office.until(sent, "sent")
            await tell(office, second, "sent")
            await tell(office, first, "sent", "delivered")

            after = await office.state(sent)
            assert (after.status, after.provider_id) == ("delivered", second["id"])
