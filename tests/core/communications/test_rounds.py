"""A message that an operator has tried again: what its first round left behind does not decide the second."""

from datetime import timedelta

import pytest
from msgspec import structs

from accord.core import communications
from accord.core.communications import CommunicationStatus, Delivery, FailureKind, Receipt
from accord.core.interactions import Channel
from accord.kit.paging import Page

from .conftest import EMAIL, SMS, WHATSAPP

S = CommunicationStatus


async def state(ctx, communication):
    return (await communications.get_communication(ctx, communication.id)).communication


async def events(ctx, communication):
    return [line.event for line in (await communications.get_communication(ctx, communication.id)).log]


@pytest.fixture
def report(ctx, outreach):
    """Has the provider report something about a message as it knew it at an attempt."""

    async def reported(ready, event, **said):
        told = Receipt(
            provider="scripted",
            event_key=f"{ready.attempt_id}:{event}",
            provider_id=f"id-{ready.message.reference}",
            event=event,
            **said,
        )
        await communications.record_delivery(ctx, outreach, Delivery(receipts=(told,)))

    return reported


@pytest.fixture
async def bounced(ctx, hand, outreach, new, report, customer):
    """A message that bounced on e-mail, whose address is used again by now."""
    queued = await communications.send(ctx, outreach, new())
    first = await hand.accept()
    await report(first, "bounced", message="no such mailbox")
    await communications.relieve_address(ctx, EMAIL, customer.email)
    return queued, first


class TestASecondRound:
    async def test_goes_out_under_another_name(self, ctx, hand, outreach, bounced):
        queued, first = bounced
        await communications.retry_communication(ctx, outreach, queued.id)

        again = await hand.accept(ctx=hand.at(hours=1))

        assert (first.message.reference, again.message.reference) == (
            f"{queued.id}.email",
            f"{queued.id}.email.2",
        )

    async def test_is_delivered_though_the_first_bounced(self, ctx, hand, outreach, bounced, report):
        queued, _ = bounced
        await communications.retry_communication(ctx, outreach, queued.id)
        again = await hand.accept(ctx=hand.at(hours=1))

        await report(again, "delivered")

        after = await state(ctx, queued)
        assert (after.status, after.bounced_at, after.error_message) == (S.DELIVERED, None, None)

    async def test_is_not_ended_by_a_late_receipt_of_the_first(self, ctx, hand, outreach, bounced, report):
        queued, first = bounced
        await communications.retry_communication(ctx, outreach, queued.id)
        await report(first, "failed")

        await hand.accept(ctx=hand.at(hours=1))

        assert (await state(ctx, queued)).status is S.SENT

    async def test_is_told_in_the_log(self, ctx, hand, outreach, bounced):
        queued, _ = bounced
        await communications.retry_communication(ctx, outreach, queued.id)

        await hand.accept(ctx=hand.at(hours=1))

        assert (await events(ctx, queued)).count("sent") == 2

    async def test_counts_its_attempts_on(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())
        for channel in (EMAIL, WHATSAPP, SMS):
            await hand.refuse(FailureKind.PERMANENT, channel)
        await communications.retry_communication(ctx, outreach, queued.id)

        await hand.accept(ctx=hand.at(hours=1))

        assert (await state(ctx, queued)).retry_count == 3

    async def test_forgets_the_fallback_of_the_first(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())
        for channel in (EMAIL, WHATSAPP, SMS):
            await hand.refuse(FailureKind.PERMANENT, channel)

        again = await communications.retry_communication(ctx, outreach, queued.id)

        assert (again.fallback_used, again.primary_channel_error) == (False, None)

    async def test_begins_without_opens(self, ctx, hand, outreach, new, report):
        queued = await communications.send(ctx, outreach, new())
        first = await hand.accept()
        await report(first, "opened")
        await report(first, "clicked")
        await report(first, "failed")

        again = await communications.retry_communication(ctx, outreach, queued.id)

        assert (again.open_count, again.click_count) == (0, 0)

    async def test_can_expire_once_more(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())
        await hand.begin(ctx=hand.at(hours=72))
        await communications.retry_communication(hand.at(hours=73), outreach, queued.id)

        await hand.begin(ctx=hand.at(hours=145))

        assert await events(ctx, queued) == ["expired", "expired"]


class TestTheCountOfRetries:
    async def test_leaves_out_the_first_attempt_on_whatever_channel(self, ctx, hand, outreach, new, customer):
        queued = await communications.send(ctx, outreach, new())
        other = await communications.send(ctx, outreach, new())
        await hand.refuse(FailureKind.PERMANENT, is_address_gone=True)
        await hand.begin()
        moved = [each for each in (queued, other) if (await state(ctx, each)).channel is Channel.WHATSAPP]
        assert len(moved) == 2

        await hand.begin(WHATSAPP)
        await hand.begin(WHATSAPP)

        counts = sorted([(await state(ctx, each)).retry_count for each in moved])
        assert counts == [0, 1]


class TestAnAttemptThatEndedAlready:
    """Two workers have the same message, since the first one's lease ran out while it was sending."""

    @pytest.fixture
    async def two(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())
        slow = await hand.begin()
        later = hand.at(seconds=61)
        (leased,) = await hand.lease(ctx=later)
        doubtful = await communications.begin_attempt(later, outreach, leased, hand.turn)
        return queued, slow, leased, doubtful

    async def refuse(self, hand, ready, kind, **later):
        refused = communications.Refused(provider="scripted", kind=kind, message=f"said {kind}")
        await communications.record_refused(
            hand.at(**later), hand.outreach, ready, refused, hand.turn, chance=0.5
        )

    async def test_is_not_doubted_again_after_it_was_found(self, ctx, hand, two):
        queued, slow, _, doubtful = two
        await communications.record_found(hand.at(seconds=62), doubtful, hand.accepted(doubtful))

        await self.refuse(hand, slow, FailureKind.DOUBTFUL, seconds=63)

        found = await communications.get_communication(ctx, queued.id)
        assert [each.outcome for each in found.attempts] == ["accepted"]

    async def test_does_not_end_the_one_that_followed(self, ctx, hand, outreach, two):
        queued, slow, leased, doubtful = two
        later = hand.at(seconds=62)
        await communications.dismiss_doubt(later, doubtful)
        await communications.begin_attempt(later, outreach, leased, hand.turn)

        await self.refuse(hand, slow, FailureKind.TRANSIENT, seconds=63)

        after = await state(ctx, queued)
        assert (after.status, after.attempts) == (S.SENDING, 2)
        assert await hand.lease(ctx=hand.at(seconds=64)) == []


class TestALateAcceptance:
    """The answer of a provider comes when another worker has gone on with the message."""

    @pytest.fixture
    async def slow(self, ctx, hand, outreach, new):
        """The attempt that will turn out to be accepted, by a worker that stopped for a while."""
        await communications.send(ctx, outreach, new())
        slow = await hand.begin()
        later = hand.at(seconds=61)
        (leased,) = await hand.lease(ctx=later)
        doubtful = await communications.begin_attempt(later, outreach, leased, hand.turn)
        await communications.dismiss_doubt(later, doubtful)
        again = await communications.begin_attempt(later, outreach, leased, hand.turn)
        refused = communications.Refused(provider="scripted", kind=FailureKind.PERMANENT, message="no")
        await communications.record_refused(later, outreach, again, refused, hand.turn, chance=0.5)
        return slow

    async def test_is_of_the_channel_that_it_was_made_on(self, ctx, hand, slow):
        await communications.record_accepted(hand.at(seconds=70), [(slow, hand.accepted(slow))])

        after = await state(ctx, slow.communication)
        assert (after.status, after.channel, after.recipient, after.fallback_used) == (
            S.SENT,
            EMAIL,
            "amina@example.com",
            False,
        )

    async def test_takes_a_failure_back(self, ctx, hand, slow):
        for channel in (WHATSAPP, SMS):
            await hand.refuse(FailureKind.PERMANENT, channel, ctx=hand.at(seconds=62))
        assert (await state(ctx, slow.communication)).status is S.FAILED

        await communications.record_accepted(hand.at(seconds=70), [(slow, hand.accepted(slow))])

        after = await state(ctx, slow.communication)
        assert (after.status, after.channel, after.failed_at, after.sent_at) == (
            S.SENT,
            EMAIL,
            None,
            ctx.now + timedelta(seconds=70),
        )
        assert "all_channels_failed" not in after.metadata


class TestALookUp:
    """Two messages of the same words went to the same number: the provider's list tells no difference."""

    @pytest.fixture
    async def doubtful(self, ctx, hand, outreach, new):
        """The second of two, the first of which the provider took."""
        await communications.send(ctx, outreach, new())
        await hand.accept()
        await communications.send(ctx, outreach, new())
        await hand.begin()
        return await hand.begin(ctx=hand.at(seconds=61))

    async def first_name(self, ctx, doubtful):
        page = communications.CommunicationQuery(page=Page(limit=10))
        found = (await communications.list_communications(ctx, page)).items
        return next(each.provider_id for each in found if each.id != doubtful.communication.id)

    async def test_takes_no_name_of_another_message(self, ctx, hand, doubtful):
        name = await self.first_name(ctx, doubtful)
        found = communications.Accepted(provider="scripted", provider_id=name)

        assert not await communications.record_found(hand.at(seconds=61), doubtful, found)

        assert (await state(ctx, doubtful.communication)).status is S.SENDING

    async def test_takes_the_first_name_that_is_free(self, ctx, hand, doubtful):
        name = await self.first_name(ctx, doubtful)
        found = communications.Accepted(provider="scripted", provider_id=name, others=("own", "third"))

        assert await communications.record_found(hand.at(seconds=61), doubtful, found)

        after = await state(ctx, doubtful.communication)
        assert (after.status, after.provider_id) == (S.SENT, "own")


class TestAChannelWithoutAProvider:
    @pytest.fixture
    async def left(self, ctx, hand, outreach, new):
        """A message for e-mail, which has no provider any more."""
        queued = await communications.send(ctx, outreach, new())
        hand.outreach = structs.replace(outreach, channels=frozenset({SMS}))
        return queued

    async def test_is_waited_for_while_settings_may_be_changing(self, ctx, hand, left):
        assert await hand.begin(ctx=hand.at(minutes=14)) is None

        after = await state(ctx, left)
        assert (after.status, after.channel, after.reason) == (S.QUEUED, EMAIL, "provider_unavailable")
        assert after.next_attempt_at == ctx.now + timedelta(minutes=15)

    async def test_is_left_after_a_while(self, ctx, hand, left):
        assert await hand.begin(ctx=hand.at(minutes=15)) is None

        after = await state(ctx, left)
        assert (after.status, after.channel, after.attempts) == (S.QUEUED, SMS, 0)
