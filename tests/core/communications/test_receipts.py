import random
from datetime import timedelta

import pytest
from sqlalchemy import text

from accord.core import communications, customers
from accord.core.communications import CommunicationStatus, Delivery, Reason, Receipt
from accord.kit.db import statement
from make import emitted

from .conftest import EMAIL, SMS, WHATSAPP

S = CommunicationStatus


@pytest.fixture
async def sent(ctx, hand, outreach, new):
    queued = await communications.send(ctx, outreach, new())
    await hand.accept()
    return (await communications.get_communication(ctx, queued.id)).communication


def receipt(sent, event, *, key=None, after=10, **said) -> Receipt:
    provider_id = sent if isinstance(sent, str) else sent.provider_id
    at = None if isinstance(sent, str) else sent.sent_at + timedelta(seconds=after)
    return Receipt(
        provider="scripted",
        event_key=key or f"{provider_id}:{event}:{after}",
        provider_id=provider_id,
        event=event,
        occurred_at=at,
        **said,
    )


@pytest.fixture
def report(ctx, outreach):
    async def reported(*receipts):
        await communications.record_delivery(ctx, outreach, Delivery(receipts=receipts))

    return reported


async def state(ctx, sent):
    return (await communications.get_communication(ctx, sent.id)).communication


class TestAReceipt:
    @pytest.mark.parametrize("event", ["delivered", "opened", "clicked", "failed", "bounced"])
    async def test_moves_the_message_on_and_stamps_its_time(self, ctx, sent, report, event):
        await report(receipt(sent, event))

        after = await state(ctx, sent)
        assert after.status == event
        assert getattr(after, f"{event}_at") == sent.sent_at + timedelta(seconds=10)

    async def test_in_whole_seconds_is_not_before_the_sending(self, ctx, sent, report):
        await report(receipt(sent, "delivered", after=-0.4), receipt(sent, "opened", after=3))

        found = await communications.get_communication(ctx, sent.id)
        assert found.communication.delivered_at == sent.sent_at
        assert [(each.event, each.occurred_at - sent.sent_at) for each in found.log] == [
            ("sent", timedelta()),
            ("delivered", timedelta()),
            ("opened", timedelta(seconds=3)),
        ]

    async def test_of_an_earlier_time_is_told_as_it_came(self, ctx, sent, report):
        await report(receipt(sent, "delivered", after=-90))

        assert (await state(ctx, sent)).delivered_at == sent.sent_at - timedelta(seconds=90)

    async def test_never_moves_it_back(self, ctx, sent, report):
        await report(receipt(sent, "clicked"))
        await report(receipt(sent, "delivered", after=20), receipt(sent, "opened", after=30))

        after = await state(ctx, sent)
        assert (after.status, after.delivered_at, after.opened_at) == (
            S.CLICKED,
            sent.sent_at + timedelta(seconds=20),
            sent.sent_at + timedelta(seconds=30),
        )

    async def test_of_opening_tells_that_it_was_delivered(self, ctx, sent, report):
        await report(receipt(sent, "opened"))

        after = await state(ctx, sent)
        assert after.delivered_at == after.opened_at == sent.sent_at + timedelta(seconds=10)

    async def test_of_a_machine_is_no_opening(self, ctx, sent, report):
        await report(receipt(sent, "opened", by_machine=True))

        after = await state(ctx, sent)
        assert (after.status, after.opened_at, after.open_count) == (S.DELIVERED, None, 0)

    async def test_is_written_into_the_log_in_the_order_of_time(self, ctx, sent, report):
        await report(receipt(sent, "opened", after=20), receipt(sent, "sent", after=1))
        await report(receipt(sent, "delivered", after=5))

        found = await communications.get_communication(ctx, sent.id)
        assert [line.event for line in found.log] == ["sent", "delivered", "opened"]

    async def test_of_an_unknown_message_changes_nothing(self, ctx, db, sent, report):
        await report(receipt("nobody-knows", "delivered"))

        assert await state(ctx, sent) == sent

    async def test_of_an_unknown_message_keeps_nobodys_address(self, db, report):
        told = "550 5.1.1 <ann@example.com> unknown; call +254 700 000 001"
        await report(
            receipt("nobody-knows", "bounced", message=told, url="https://example.com/?mail=ann@example.com")
        )

        (kept,) = await db.all(statement(text("SELECT message, url FROM delivery_events"), tuple))
        assert kept == ("550 5.1.1 <[email]> unknown; call [phone]", None)

    async def test_that_overtook_our_own_note_is_applied_with_it(self, ctx, hand, outreach, new, report):
        queued = await communications.send(ctx, outreach, new())
        ready = await hand.begin()
        await report(receipt(f"id-{queued.id}.email", "delivered"))

        await communications.record_accepted(ctx, [(ready, hand.accepted(ready))])

        assert (await state(ctx, queued)).status is S.DELIVERED

    async def test_of_a_passing_bounce_is_only_logged(self, ctx, sent, report):
        await report(receipt(sent, "bounced", is_permanent=False))

        after = await communications.get_communication(ctx, sent.id)
        assert (after.communication.status, [line.event for line in after.log]) == (
            S.SENT,
            ["sent", "bounced"],
        )

    async def test_of_a_failure_tells_its_cause_also_when_it_may_pass(self, ctx, sent, report):
        await report(receipt(sent, "failed", is_permanent=False, code="30003", message="undelivered"))

        after = await state(ctx, sent)
        assert (after.status, after.error_message, after.error_category) == (
            S.FAILED,
            "undelivered",
            "transient",
        )

    async def test_of_a_passing_bounce_is_no_cause_of_a_failure(self, ctx, sent, report):
        await report(receipt(sent, "bounced", is_permanent=False, message="mailbox full", after=5))
        await report(receipt(sent, "failed", message="given up", after=9))

        after = await state(ctx, sent)
        assert (after.error_message, after.error_category) == ("given up", "permanent")

    async def test_of_an_opening_moves_the_customers_last_engagement(self, ctx, sent, report):
        await report(receipt(sent, "opened"))

        assert (await customers.get_customer(ctx, sent.customer_id)).last_engagement_at == ctx.now

    async def test_is_told_of_once(self, ctx, db, sent, report):
        await report(receipt(sent, "opened"))
        await report(receipt(sent, "opened", after=40))

        told = [event.type for event in await emitted(db)][2:]
        assert told == ["communication.delivered", "communication.opened"]
        assert (await state(ctx, sent)).open_count == 2


class TestABounce:
    async def test_suppresses_the_address_for_everybody(self, ctx, outreach, new, make, sent, report):
        await report(receipt(sent, "bounced"))

        again = await communications.send(ctx, outreach, new(only_channel=EMAIL))
        assert (again.status, again.reason) == (S.SUPPRESSED, Reason.ADDRESS_SUPPRESSED)
        other = await make.customer(email="else@example.com")
        context = {"client_email": "AMINA@example.com"}
        elsewhere = await communications.send(
            ctx, outreach, new(customer_id=other.id, context=context, only_channel=EMAIL)
        )
        assert elsewhere.reason is Reason.ADDRESS_SUPPRESSED

    async def test_lets_other_channels_be_used(self, ctx, outreach, new, sent, report):
        await report(receipt(sent, "bounced"))

        again = await communications.send(ctx, outreach, new())

        assert again.channel_order == [WHATSAPP, SMS]

    async def test_and_a_complaint_alike(self, ctx, outreach, new, sent, report):
        await report(receipt(sent, "complained"))

        again = await communications.send(ctx, outreach, new(only_channel=EMAIL))

        assert again.reason is Reason.ADDRESS_SUPPRESSED

    async def test_but_an_unsubscription_is_the_customers(self, ctx, sent, report):
        await report(receipt(sent, "unsubscribed"))

        assert (await communications.get_preferences(ctx, sent.customer_id)).is_opted_out(EMAIL)


TABLES = ("communications", "delivery_events", "suppressions", "opt_outs", "events", "customers")


async def contents(db) -> list[str]:
    """All rows of the tables, without the names that are made up anew and the order of arrival."""
    unlike = "- 'id' - 'sequence' - 'occurred_at' - 'received_at' - 'since'"
    rows = []
    for table in TABLES:
        query = f"SELECT (to_jsonb(t) {unlike})::text FROM {table} t"
        rows += [f"{table} {row}" for (row,) in await db.all(statement(text(query), tuple[str]))]
    return sorted(rows)


class TestReplays:
    async def test_of_a_webhook_change_nothing(self, db, sent, report):
        told = [receipt(sent, event) for event in ("delivered", "opened", "clicked", "bounced")]
        await report(*told)
        before = await contents(db)

        for _ in range(20):
            await report(*random.sample(told, len(told)))

        assert await contents(db) == before

    async def test_in_any_order_end_in_the_same_state(self, ctx, db, hand, outreach, new, report):
        chance = random.Random(20261122)
        ends = set()
        for _ in range(20):
            queued = await communications.send(ctx, outreach, new())
            await hand.accept()
            sent = await state(ctx, queued)
            told = [
                receipt(sent, "delivered", after=3),
                receipt(sent, "opened", after=9),
                receipt(sent, "opened", after=4),
                receipt(sent, "clicked", after=5),
                receipt(sent, "failed", after=7, message="late"),
            ]
            chance.shuffle(told)
            for each in told:
                await report(each)
            end = await state(ctx, sent)
            ends.add((end.status, end.delivered_at, end.opened_at, end.clicked_at, end.failed_at))

        assert len(ends) == 1
        assert ends.pop()[0] is S.FAILED
