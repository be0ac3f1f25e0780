from datetime import timedelta

import pytest
from msgspec.structs import replace

from accord.core import communications
from accord.core.communications import CommunicationStatus, Purpose, Reason, Urgency
from accord.core.errors import Forbidden, NotFound
from accord.core.interactions import Channel
from accord.core.permissions import Permission
from accord.kit.ids import new_id
from make import emitted

from .conftest import EMAIL, SMS, WHATSAPP

QUEUED, SCHEDULED, SUPPRESSED = (
    CommunicationStatus.QUEUED,
    CommunicationStatus.SCHEDULED,
    CommunicationStatus.SUPPRESSED,
)


class TestSending:
    async def test_queues_the_message_on_its_first_channel(self, ctx, outreach, new):
        sent = await communications.send(ctx, outreach, new())

        assert (sent.status, sent.channel, sent.channel_order) == (QUEUED, EMAIL, [EMAIL, WHATSAPP, SMS])
        assert (sent.recipient, sent.subject) == ("amina@example.com", "About welcome")
        assert (sent.next_attempt_at, sent.due_at, sent.created_at) == (ctx.now, ctx.now, ctx.now)
        assert (sent.priority, sent.sender, sent.language) == (5, "engagement", "en")

    async def test_keeps_what_it_says(self, ctx, outreach, new):
        sent = await communications.send(ctx, outreach, new(context={"client_name": "Priya"}))

        found = await communications.get_communication(ctx, sent.id)
        assert found.communication == sent
        assert (found.content.text, found.content.html) == (
            "welcome by email in en",
            "<p>welcome by email in en</p>",
        )
        assert (found.content.context, found.attempts, found.log) == ({"client_name": "Priya"}, [], [])

    async def test_keeps_the_decision(self, ctx, outreach, new, customer):
        await communications.opt_out(ctx, customer.id, SMS, source="test")

        sent = await communications.send(ctx, outreach, new(preferred_channel=SMS))

        assert sent.decision == {
            "channels": {"email": "usable", "whatsapp": "usable", "sms": "opted_out"},
            "order": ["email", "whatsapp"],
            "preferred_channel_skipped": "opted_out",
        }

    async def test_tells_that_it_is_queued(self, ctx, db, outreach, new, customer):
        sent = await communications.send(ctx, outreach, new())

        (event,) = await emitted(db)
        assert (event.type, event.subject_id, event.customer_id) == (
            "communication.queued",
            sent.id,
            customer.id,
        )
        assert event.data == {
            "message_type": "welcome",
            "origin": "engagement",
            "channel": "email",
            "status": "queued",
            "reason": None,
        }

    async def test_uses_the_addresses_of_the_context(self, ctx, outreach, new):
        context = {"recipient_phone": "(49) 171-55 5", "client_email": "other@example.com"}

        by_mail = await communications.send(ctx, outreach, new(context=context))
        by_sms = await communications.send(ctx, outreach, new(context=context, preferred_channel=SMS))

        assert (by_mail.recipient, by_sms.recipient) == ("other@example.com", "+4917155 5".replace(" ", ""))

    async def test_takes_words_that_are_written_already(self, ctx, outreach, new):
        sent = await communications.send(ctx, outreach, new(text="Hello", subject="Hi", html="<b>Hello</b>"))

        found = await communications.get_communication(ctx, sent.id)
        assert (sent.subject, found.content.text, found.content.html) == ("Hi", "Hello", "<b>Hello</b>")

    async def test_waits_until_a_requested_time(self, ctx, outreach, new):
        at = ctx.now + timedelta(hours=30)

        sent = await communications.send(ctx, outreach, new(send_at=at))

        assert (sent.status, sent.reason, sent.scheduled_at, sent.next_attempt_at) == (
            SCHEDULED,
            Reason.REQUESTED,
            at,
            at,
        )

    async def test_uses_only_the_channel_that_is_allowed(self, ctx, outreach, new):
        sent = await communications.send(ctx, outreach, new(only_channel=SMS, recipient="+49 30 1"))

        assert (sent.channel_order, sent.recipient) == ([SMS], "+49301")

    async def test_is_done_for_the_survivor_of_a_merged_customer(self, ctx, outreach, new, make, customer):
        merged = await make.customer(status="merged", merged_into_id=customer.id, email=None, phone=None)

        sent = await communications.send(ctx, outreach, new(customer_id=merged.id))

        assert sent.customer_id == customer.id

    async def test_is_refused_for_an_unknown_customer(self, ctx, outreach, new):
        with pytest.raises(NotFound):
            await communications.send(ctx, outreach, new(customer_id=new_id()))

    async def test_needs_the_permission(self, as_user, outreach, new):
        with pytest.raises(Forbidden):
            await communications.send(as_user(Permission.COMMUNICATIONS_READ), outreach, new())

    async def test_is_refused_to_another_customers_token(self, as_customer, outreach, new):
        with pytest.raises(NotFound):
            await communications.send(as_customer(new_id()), outreach, new())

    async def test_by_a_customers_token_goes_to_that_customer_alone(
        self, as_customer, outreach, new, customer
    ):
        others = {
            "recipient_email": "victim@example.com",
            "client_email": "b@example.com",
            "event": "wedding",
        }

        sent = await communications.send(as_customer(customer.id), outreach, new(context=others))

        assert sent.recipient == customer.email

    async def test_by_a_customers_token_keeps_the_rest_of_the_context(
        self, ctx, as_customer, outreach, new, customer
    ):
        context = {"client_phone": "+49 171 5", "client_name": "Priya"}

        sent = await communications.send(as_customer(customer.id), outreach, new(context=context))

        kept = (await communications.get_communication(ctx, sent.id)).content.context
        assert kept == {"client_name": "Priya"}


class TestSendingWhereNoChannelCanBeUsed:
    async def test_ends_at_once(self, ctx, db, outreach, new, customer):
        for channel in (EMAIL, SMS, WHATSAPP):
            await communications.opt_out(ctx, customer.id, channel, source="test")

        sent = await communications.send(ctx, outreach, new())

        assert (sent.status, sent.reason, sent.channel, sent.suppressed_at) == (
            SUPPRESSED,
            Reason.OPTED_OUT,
            None,
            ctx.now,
        )
        assert [event.type for event in await emitted(db)][-1] == "communication.suppressed"
        found = await communications.get_communication(ctx, sent.id)
        assert [(line.event, line.code) for line in found.log] == [("suppressed", "opted_out")]

    async def test_says_that_there_is_no_address(self, ctx, outreach, new, make):
        nobody = await make.customer(email=None, phone=None)

        sent = await communications.send(ctx, outreach, new(customer_id=nobody.id))

        assert (sent.status, sent.reason) == (SUPPRESSED, Reason.NO_ADDRESS)

    async def test_says_that_nobody_sends(self, ctx, outreach, new):
        sent = await communications.send(ctx, outreach, new(only_channel=Channel.PUSH, recipient="device"))

        assert (sent.status, sent.reason) == (SUPPRESSED, Reason.NO_PROVIDER)


class TestSendingInQuietHours:
    async def test_waits_until_their_end_and_says_why(self, ctx, db, outreach, new, customer):
        at = ctx.now
        around = communications.PreferenceChanges(
            quiet_start=(at - timedelta(hours=1)).time().replace(second=0, microsecond=0),
            quiet_end=(at + timedelta(hours=2)).time().replace(second=0, microsecond=0),
        )
        await communications.update_preferences(ctx, customer.id, around)

        sent = await communications.send(ctx, outreach, new(ignores_timing=False))

        end = (at + timedelta(hours=2)).replace(second=0, microsecond=0)
        assert (sent.status, sent.reason, sent.scheduled_at) == (SCHEDULED, Reason.QUIET_HOURS, end)
        assert (await emitted(db))[-1].data["reason"] == "quiet_hours"

    async def test_does_not_wait_when_critical(self, ctx, outreach, new, customer):
        always = communications.PreferenceChanges(
            quiet_start=(ctx.now - timedelta(hours=1)).time(), quiet_end=(ctx.now + timedelta(hours=1)).time()
        )
        await communications.update_preferences(ctx, customer.id, always)

        sent = await communications.send(ctx, outreach, new(ignores_timing=False, urgency=Urgency.CRITICAL))

        assert (sent.status, sent.channel) == (QUEUED, SMS)


class TestSendingInBusinessHours:
    async def test_spreads_what_waits_for_a_customer(self, ctx, outreach, new):
        business = replace(outreach, timing=communications.Timing.BUSINESS)

        sent = [
            await communications.send(ctx, business, new(ignores_timing=False, urgency=Urgency.LOW))
            for _ in range(4)
        ]

        first, *_, last = [each.scheduled_at for each in sent]
        assert {each.reason for each in sent} == {Reason.BATCH}
        assert last - first == timedelta(seconds=300)


class Busy:
    async def open_case(self, db, customer_id) -> bool:
        return True


class TestSendingAPromotion:
    async def test_waits_while_the_customer_has_an_open_problem(self, ctx, outreach, new):
        sent = await communications.send(
            ctx, replace(outreach, live=Busy()), new(purpose=Purpose.PROMOTIONAL)
        )

        assert (sent.status, sent.reason) == (SCHEDULED, Reason.OPEN_CASE)

    async def test_does_not_concern_other_messages(self, ctx, outreach, new):
        sent = await communications.send(ctx, replace(outreach, live=Busy()), new())

        assert sent.status is QUEUED
