"""A webhook call that opts somebody out waits for a message on its way; nobody else waits for the call meanwhile."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from accord.core import communications
from accord.core.communications import Delivery, InboundMessage, Receipt
from accord.core.interactions import Channel
from accord.kit.db import SharedHolds, statement

LOCK = statement(text("SELECT id FROM customers WHERE id = :id FOR UPDATE NOWAIT"), tuple[UUID])


@pytest.fixture
async def holds(url):
    """What a worker holds of the customers to whom messages are on their way."""
    made = SharedHolds(url)
    yield made
    await made.close()


class TestACallThatOptsOut:
    async def test_holds_no_customer_while_it_waits_for_another(self, office, holds):
        told, leaving = await office.customer(), await office.customer(phone="+15550777")
        sent = await office.send(told, only_channel=Channel.SMS)
        async with office.working():
            sent = await office.until(sent, "sent")
        receipt = Receipt(
            provider=sent.provider, event_key="1", provider_id=sent.provider_id, event="delivered"
        )
        stop = InboundMessage(
            provider="twilio",
            event_key="2",
            channel=Channel.SMS,
            sender=leaving.phone,
            recipient="+15550000",
            text="STOP",
        )

        async with holds.share(communications.hold_key_of(leaving.id)):
            call = asyncio.create_task(self.take(office, Delivery(receipts=(receipt,), messages=(stop,))))
            await asyncio.sleep(0.3)
            async with office.database.transaction() as db:
                assert len(await db.all(LOCK, id=told.id)) == 1
            assert not call.done()

        await call
        assert (await office.state(sent)).status == "delivered"

    async def take(self, office, delivery) -> None:
        async with office.context() as ctx:
            await communications.record_delivery(ctx, office.outreach, delivery)


class TestAnUnsubscriptionThatOvertakesTheNoteOfTheSending:
    async def test_is_heeded_without_the_worker_waiting_for_itself(self, office):
        customer = await office.customer(phone=None)
        sent = await office.send(customer)
        name = f"id-{sent.id}.email"
        receipt = Receipt(provider=office.mail.name, event_key="1", provider_id=name, event="unsubscribed")
        async with office.context() as ctx:
            await communications.record_delivery(ctx, office.outreach, Delivery(receipts=(receipt,)))

        async with office.working():
            await office.until(sent, "sent", seconds=5.0)

        async with office.context() as ctx:
            assert (await communications.get_preferences(ctx, customer.id)).is_opted_out(Channel.EMAIL)
