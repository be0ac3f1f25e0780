from datetime import timedelta

import pytest

from accord.core import communications
from accord.core.communications import (
    CommunicationNotFailed,
    CommunicationQuery,
    CommunicationStatus,
    Delivery,
    FailureKind,
    InboundMessage,
    Receipt,
)
from accord.core.errors import Forbidden, NotFound
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

from .conftest import EMAIL, SMS, WHATSAPP

S = CommunicationStatus


@pytest.fixture
async def failed(ctx, hand, outreach, new):
    queued = await communications.send(ctx, outreach, new())
    for channel in (EMAIL, WHATSAPP, SMS):
        await hand.refuse(FailureKind.PERMANENT, channel)
    return queued


async def state(ctx, communication):
    return (await communications.get_communication(ctx, communication.id)).communication


class TestTryingAFailedMessageAgain:
    async def test_begins_with_the_first_channel(self, ctx, hand, outreach, failed):
        again = await communications.retry_communication(ctx, outreach, failed.id)

        assert (again.status, again.channel, again.attempts) == (S.QUEUED, EMAIL, 0)
        assert (again.subject, again.failed_at, again.error_message) == ("About welcome", None, None)
        await hand.accept()
        assert (await state(ctx, failed)).status is S.SENT

    async def test_names_the_address_of_that_channel(self, ctx, outreach, failed, customer):
        assert (await state(ctx, failed)).recipient == "+254700000001"

        again = await communications.retry_communication(ctx, outreach, failed.id)

        assert again.recipient == customer.email

    async def test_is_refused_for_one_that_did_not_fail(self, ctx, outreach, new):
        queued = await communications.send(ctx, outreach, new())

        with pytest.raises(CommunicationNotFailed):
            await communications.retry_communication(ctx, outreach, queued.id)

        assert await state(ctx, queued) == queued

    async def test_is_refused_for_an_unknown_one(self, ctx, outreach):
        with pytest.raises(NotFound):
            await communications.retry_communication(ctx, outreach, new_id())

    async def test_is_not_undone_by_old_receipts(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())
        await hand.accept()
        late = Receipt(
            provider="scripted", event_key="1", provider_id=f"id-{queued.id}.email", event="failed"
        )
        await communications.record_delivery(ctx, outreach, Delivery(receipts=(late,)))
        await communications.retry_communication(ctx, outreach, queued.id)

        other = Receipt(
            provider="scripted", event_key="2", provider_id=f"id-{queued.id}.email", event="delivered"
        )
        await communications.record_delivery(ctx, outreach, Delivery(receipts=(other,)))

        assert (await state(ctx, queued)).status is S.QUEUED


class TestTheFailedMessages:
    async def test_are_listed_latest_first(self, ctx, hand, outreach, new, failed):
        later = hand.at(hours=73)
        old = await communications.send(ctx, outreach, new())
        (leased,) = await hand.lease(ctx=later)
        await communications.begin_attempt(later, outreach, leased, hand.turn)

        assert [each.id for each in await communications.list_failed(ctx)] == [old.id, failed.id]

    async def test_are_counted(self, ctx, outreach, new, failed):
        await communications.send(ctx, outreach, new())

        figures = await communications.delivery_figures(ctx)

        assert (figures.pending, figures.failed_last_hour) == (1, 1)

    async def test_leave_the_time_of_delivery_out(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())
        await hand.accept()
        at = ctx.now + timedelta(seconds=8.4)
        told = Receipt(
            provider="scripted",
            event_key="1",
            provider_id=f"id-{queued.id}.email",
            event="delivered",
            occurred_at=at,
        )
        await communications.record_delivery(ctx, outreach, Delivery(receipts=(told,)))

        assert (await communications.delivery_figures(ctx)).average_delivery_seconds == 8.4


class TestListing:
    @pytest.fixture
    async def three(self, ctx, hand, outreach, new):
        plan = new_id()
        sent = []
        for number, said in enumerate(
            ({"plan_id": plan}, {"preferred_channel": SMS}, {"origin": "campaign"})
        ):
            at = hand.at(seconds=number)
            sent.append(await communications.send(at, outreach, new(**said)))
        return sent

    async def found(self, ctx, **filters):
        query = CommunicationQuery(page=Page(limit=10), **filters)
        return (await communications.list_communications(ctx, query)).items

    async def test_gives_the_newest_first(self, ctx, three):
        assert await self.found(ctx) == three[::-1]

    @pytest.mark.parametrize(
        ("name", "expected"),
        [("plan_id", [0]), ("channel", [1]), ("origins", [2]), ("statuses", []), ("created_from", [2])],
    )
    async def test_heeds_every_filter(self, ctx, three, name, expected):
        values = {
            "plan_id": three[0].plan_id,
            "channel": SMS,
            "origins": ("campaign",),
            "statuses": (S.FAILED, S.BOUNCED),
            "created_from": three[2].created_at,
        }

        assert await self.found(ctx, **{name: values[name]}) == [three[place] for place in expected]

    async def test_of_an_unknown_customer_is_empty(self, ctx, three):
        assert await self.found(ctx, customer_id=new_id()) == []

    async def test_shows_a_customers_token_its_own_only(self, as_customer, three):
        assert await self.found(as_customer(new_id())) == []
        assert len(await self.found(as_customer(three[0].customer_id))) == 3


class TestRelievingAnAddress:
    async def test_lets_it_be_used_again(self, ctx, db, hand, outreach, new):
        await communications.send(ctx, outreach, new())
        await hand.refuse(FailureKind.PERMANENT, is_address_gone=True)

        assert await communications.relieve_address(ctx, EMAIL, " Amina@Example.com ")

        event = (await emitted(db))[-1]
        assert (event.type, event.customer_id, event.data) == ("address.relieved", None, {"channel": "email"})
        assert (await communications.send(ctx, outreach, new())).channel is EMAIL

    async def test_leaves_what_its_owner_said(self, ctx, hand, outreach, new, customer):
        await communications.send(ctx, outreach, new(only_channel=SMS))
        await hand.refuse(FailureKind.PERMANENT, SMS, is_address_gone=True)
        stop = InboundMessage(
            provider="twilio",
            event_key="1",
            channel=SMS,
            sender=customer.phone,
            recipient="+15550000",
            text="STOP",
        )
        await communications.record_delivery(ctx, outreach, Delivery(messages=(stop,)))

        assert not await communications.relieve_address(ctx, SMS, customer.phone)

    async def test_changes_nothing_for_others(self, ctx, db):
        assert not await communications.relieve_address(ctx, EMAIL, "nobody@example.com")
        assert await emitted(db) == []

    async def test_is_refused_to_customers(self, as_customer, customer):
        with pytest.raises(Forbidden):
            await communications.relieve_address(as_customer(customer.id), EMAIL, customer.email)
