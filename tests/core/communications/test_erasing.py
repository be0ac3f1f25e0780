from sqlalchemy import text

from accord.core import communications, customers
from accord.core.communications import Delivery, Receipt
from accord.kit.db import statement

from .conftest import EMAIL

TABLES = ("communications", "communication_attempts", "delivery_events", "preferences", "opt_outs")


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

    async def test_makes_the_end_of_an_attempt_mean_nothing(self, ctx, hand, outreach, new, customer):
        await communications.send(ctx, outreach, new())
        ready = await hand.begin()
        await customers.erase_customer(ctx, customer.id)

        await communications.record_accepted(ctx, [(ready, hand.accepted(ready))])

        assert await communications.find_communication(ctx, ready.communication.id) is None
