from sqlalchemy import text

from accord.core import communications, customers
from accord.core.communications import Delivery, Receipt
from accord.kit.db import statement
from accord.kit.records import Record

from .conftest import EMAIL

TABLES = ("communications", "communication_attempts", "delivery_events", "preferences", "opt_outs")


class Kept(Record):
    """What is left, as a text."""

    row: str


class TestErasingACustomer:
    async def test_takes_its_messages_and_wishes_along(self, ctx, db, hand, outreach, new, customer):
        queued = await communications.send(ctx, outreach, new())
        await hand.accept()
        told = Receipt(
            provider="scripted", event_key="1", provider_id=f"id-{queued.id}.email", event="delivered"
        )
        await communications.record_delivery(ctx, outreach, Delivery(receipts=(told,)))
        await communications.update_preferences(
            ctx, customer.id, communications.PreferenceChanges(timezone="Asia/Kolkata", opt_out_sms=True)
        )
        await communications.send(ctx, outreach, new(preferred_channel=EMAIL))

        await customers.erase_customer(ctx, customer.id)

        for table in TABLES:
            count = statement(text(f"SELECT count(*) FROM {table}"))
            assert await db.value(count) == 0

    async def test_leaves_its_wish_not_to_be_written_to(self, ctx, db, hand, outreach, new, customer, make):
        queued = await communications.send(ctx, outreach, new())
        await hand.accept()
        complaint = Receipt(
            provider="scripted", event_key="1", provider_id=f"id-{queued.id}.email", event="complained"
        )
        await communications.record_delivery(ctx, outreach, Delivery(receipts=(complaint,)))

        await customers.erase_customer(ctx, customer.id)

        kept = await db.one(statement(text("SELECT suppressions::text AS row FROM suppressions"), Kept))
        assert customer.email not in kept.row
        again = await make.customer(email=customer.email)
        sent = await communications.send(ctx, outreach, new(customer_id=again.id, only_channel=EMAIL))
        assert (sent.status, sent.reason) == ("suppressed", "address_suppressed")

    async def test_makes_the_end_of_an_attempt_mean_nothing(self, ctx, hand, outreach, new, customer):
        await communications.send(ctx, outreach, new())
        ready = await hand.begin()
        await customers.erase_customer(ctx, customer.id)

        await communications.record_accepted(ctx, [(ready, hand.accepted(ready))])

        assert await communications.find_communication(ctx, ready.communication.id) is None
