from datetime import time, timedelta

import pytest

from accord.core import communications
from accord.core.communications import CommunicationStatus, Doubtful, FailureKind, Outcome, Ready, Reason
from make import emitted

from .conftest import EMAIL, SMS, WHATSAPP

S = CommunicationStatus


async def state(ctx, communication):
    return (await communications.get_communication(ctx, communication.id)).communication


class TestBeginningAnAttempt:
    async def test_is_recorded_before_anything_is_sent(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())

        ready = await hand.begin()

        found = await communications.get_communication(ctx, queued.id)
        assert (found.communication.status, found.communication.attempts) == (S.SENDING, 1)
        (attempt,) = found.attempts
        assert (attempt.id, attempt.number, attempt.outcome, attempt.ended_at) == (
            ready.attempt_id,
            1,
            None,
            None,
        )

    async def test_gives_the_message_as_the_provider_gets_it(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())

        ready = await hand.begin()

        message = ready.message
        assert (message.recipient, message.subject) == ("amina@example.com", "About welcome")
        assert (message.reference, message.channel) == (f"{queued.id}.email", EMAIL)

    async def test_is_not_done_before_its_time(self, ctx, hand, outreach, new):
        await communications.send(ctx, outreach, new(send_at=ctx.now + timedelta(minutes=1)))

        assert await hand.lease() == []
        assert len(await hand.lease(ctx=hand.at(minutes=1))) == 1

    async def test_is_one_workers_alone(self, ctx, hand, outreach, new):
        await communications.send(ctx, outreach, new())

        assert len(await hand.lease()) == 1
        assert await hand.lease() == []

    async def test_gives_up_what_is_too_old(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())

        assert await hand.begin(ctx=hand.at(hours=72)) is None

        ended = await state(ctx, queued)
        assert (ended.status, ended.expired_at) == (S.EXPIRED, ctx.now + timedelta(hours=72))

    async def test_waits_for_quiet_hours_that_began_meanwhile(self, ctx, hand, outreach, new, customer):
        queued = await communications.send(ctx, outreach, new(ignores_timing=False, send_at=None))
        around = communications.PreferenceChanges(
            quiet_start=ctx.now.time(), quiet_end=(ctx.now + timedelta(hours=5)).time()
        )
        await communications.update_preferences(ctx, customer.id, around)

        later = hand.at(days=1, minutes=1)
        assert await hand.begin(ctx=later) is None

        waiting = await state(ctx, queued)
        assert (waiting.status, waiting.reason) == (S.SCHEDULED, Reason.QUIET_HOURS)
        assert waiting.next_attempt_at == ctx.now + timedelta(days=1, hours=5)

    async def test_tells_why_it_is_put_off(self, ctx, db, hand, outreach, new, customer):
        none = communications.PreferenceChanges(quiet_start=time(0), quiet_end=time(0))
        await communications.update_preferences(ctx, customer.id, none)
        queued = await communications.send(ctx, outreach, new(ignores_timing=False))
        around = communications.PreferenceChanges(
            quiet_start=ctx.now.time(), quiet_end=(ctx.now + timedelta(hours=5)).time()
        )
        await communications.update_preferences(ctx, customer.id, around)

        await hand.begin(ctx=hand.at(minutes=1))

        event = (await emitted(db))[-1]
        assert (event.type, event.subject_id) == ("communication.deferred", queued.id)
        assert (event.data["reason"], event.data["channel"]) == ("quiet_hours", "email")


class TestTheNextMessage:
    async def test_is_the_first_that_is_not_under_way(self, ctx, hand, outreach, new):
        for _ in range(4):
            await communications.send(ctx, outreach, new())
        await hand.lease()
        await communications.send(ctx, outreach, new(send_at=ctx.now + timedelta(seconds=10)))

        assert await communications.next_due(ctx, EMAIL, depth=3) == ctx.now + timedelta(seconds=10)

    async def test_is_one_that_a_worker_left_when_its_lease_ends(self, ctx, hand, outreach, new):
        await communications.send(ctx, outreach, new())
        await hand.lease()
        await communications.send(ctx, outreach, new(send_at=ctx.now + timedelta(hours=1)))

        assert await communications.next_due(ctx, EMAIL, depth=3) == ctx.now + timedelta(seconds=60)


class TestAnAcceptedMessage:
    async def test_is_sent(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())

        await hand.accept(ctx=hand.at(seconds=3))

        found = await communications.get_communication(ctx, queued.id)
        sent = found.communication
        assert (sent.status, sent.sent_at, sent.reason) == (S.SENT, ctx.now + timedelta(seconds=3), None)
        assert (sent.provider, sent.provider_id) == ("scripted", f"id-{queued.id}.email")
        assert [attempt.outcome for attempt in found.attempts] == [Outcome.ACCEPTED]
        assert [line.event for line in found.log] == ["sent"]

    async def test_is_not_leased_again(self, ctx, hand, outreach, new):
        await communications.send(ctx, outreach, new())
        await hand.accept()

        assert await hand.lease(ctx=hand.at(days=1)) == []

    async def test_is_told_of(self, ctx, db, hand, outreach, new):
        await communications.send(ctx, outreach, new())

        await hand.accept()

        assert [event.type for event in await emitted(db)] == ["communication.queued", "communication.sent"]


class TestARefusedMessage:
    @pytest.mark.parametrize(("attempt", "wait"), [(1, 60), (2, 300)])
    async def test_is_tried_again_after_a_growing_wait(self, ctx, hand, outreach, new, attempt, wait):
        queued = await communications.send(ctx, outreach, new())
        for number in range(attempt):
            await hand.refuse(FailureKind.TRANSIENT, ctx=hand.at(hours=number))

        waiting = await state(ctx, queued)
        assert (waiting.status, waiting.reason) == (S.QUEUED, Reason.PROVIDER_UNAVAILABLE)
        assert waiting.next_attempt_at == ctx.now + timedelta(hours=attempt - 1, seconds=wait)
        assert (waiting.attempts, waiting.retry_count) == (attempt, attempt - 1)

    async def test_takes_the_next_channel_after_three_attempts(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())
        for number in range(3):
            await hand.refuse(FailureKind.TRANSIENT, ctx=hand.at(hours=number))

        moved = await state(ctx, queued)
        assert (moved.status, moved.channel, moved.attempts) == (S.QUEUED, WHATSAPP, 0)
        assert (moved.fallback_used, moved.primary_channel_error) == (True, "said transient")
        assert (moved.recipient, moved.subject) == ("+254700000001", None)
        assert moved.next_attempt_at == ctx.now + timedelta(hours=2)

    @pytest.mark.parametrize(
        "kind", [FailureKind.PERMANENT, FailureKind.INVALID_INPUT, FailureKind.AUTH_FAILURE]
    )
    async def test_takes_the_next_channel_at_once(self, ctx, hand, outreach, new, kind):
        queued = await communications.send(ctx, outreach, new())

        await hand.refuse(kind)

        moved = await state(ctx, queued)
        assert (moved.status, moved.channel, moved.next_attempt_at) == (S.QUEUED, WHATSAPP, ctx.now)

    async def test_fails_when_no_channel_is_left(self, ctx, db, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())
        for channel in (EMAIL, WHATSAPP, SMS):
            await hand.refuse(FailureKind.PERMANENT, channel)

        failed = await state(ctx, queued)
        assert (failed.status, failed.failed_at, failed.error_category) == (S.FAILED, ctx.now, "permanent")
        assert (failed.error_message, failed.metadata) == ("said permanent", {"all_channels_failed": True})
        assert (await emitted(db))[-1].type == "communication.failed"

    async def test_reaches_no_address_again_that_is_gone(self, ctx, hand, outreach, new):
        await communications.send(ctx, outreach, new())

        await hand.refuse(FailureKind.PERMANENT, is_address_gone=True)

        other = await communications.send(ctx, outreach, new())
        assert (other.channel, other.decision["channels"]["email"]) == (WHATSAPP, "address_suppressed")

    async def test_by_whom_the_recipient_left_opts_out_and_goes_another_way(
        self, ctx, hand, outreach, new, customer, make
    ):
        shared = await make.customer(phone=customer.phone)
        sent = await communications.send(ctx, outreach, new(preferred_channel=SMS))

        await hand.refuse(FailureKind.PERMANENT, SMS, is_unsubscribed=True)

        moved = await state(ctx, sent)
        found = [(await communications.get_preferences(ctx, each.id)).opt_outs for each in (customer, shared)]
        assert (moved.status, moved.channel) == (S.QUEUED, EMAIL)
        assert [[(out.channel, out.source) for out in each] for each in found] == [[(SMS, "scripted")]] * 2

    async def test_by_whom_a_number_left_that_is_nobodys_suppresses_it(self, ctx, hand, outreach, new):
        message = new(only_channel=SMS, context={"client_phone": "+15550009"})
        await communications.send(ctx, outreach, message)

        await hand.refuse(FailureKind.PERMANENT, SMS, is_unsubscribed=True)

        again = await communications.send(ctx, outreach, message)
        own = await communications.send(ctx, outreach, new(only_channel=SMS))
        assert (again.reason, own.status) == (Reason.ADDRESS_SUPPRESSED, S.QUEUED)

    async def test_reaches_its_address_again_when_only_the_message_was_unwanted(
        self, ctx, hand, outreach, new
    ):
        await communications.send(ctx, outreach, new())

        await hand.refuse(FailureKind.PERMANENT)

        assert (await communications.send(ctx, outreach, new())).channel is EMAIL

    async def test_heeds_what_the_provider_asks_for(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())

        await hand.refuse(FailureKind.RATE_LIMIT, retry_after_seconds=7.0)

        waiting = await state(ctx, queued)
        assert waiting.next_attempt_at == ctx.now + timedelta(seconds=7)
        assert waiting.reason is Reason.RATE_LIMITED

    async def test_never_falls_back_to_a_channel_that_was_opted_out_of(
        self, ctx, hand, outreach, new, customer
    ):
        queued = await communications.send(ctx, outreach, new())
        await communications.opt_out(ctx, customer.id, WHATSAPP, source="test")

        await hand.refuse(FailureKind.PERMANENT)

        assert (await state(ctx, queued)).channel is SMS


class TestADoubtfulAttempt:
    async def test_is_looked_up_by_the_next_worker(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())
        await hand.begin()

        doubtful = await hand.begin(ctx=hand.at(seconds=61))

        assert isinstance(doubtful, Doubtful)
        assert (doubtful.since, doubtful.message.reference) == (ctx.now, f"{queued.id}.email")

    async def test_was_sent_when_the_provider_knows_it(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())
        await hand.begin()
        later = hand.at(seconds=61)
        doubtful = await hand.begin(ctx=later)

        await communications.record_found(later, doubtful, hand.accepted(doubtful))

        found = await communications.get_communication(ctx, queued.id)
        assert found.communication.status is S.SENT
        assert [attempt.outcome for attempt in found.attempts] == [Outcome.ACCEPTED]

    async def test_that_was_looked_up_was_sent_when_it_was_handed_over(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())
        ready = await hand.begin()
        name = hand.accepted(ready).provider_id
        arrived = ctx.now + timedelta(seconds=5)
        told = {"provider": "scripted", "provider_id": name, "event": "delivered", "occurred_at": arrived}
        receipt = communications.Receipt(event_key="r1", **told)
        await communications.record_delivery(ctx, outreach, communications.Delivery(receipts=(receipt,)))
        later = hand.at(seconds=61)
        doubtful = await hand.begin(ctx=later)

        await communications.record_found(later, doubtful, hand.accepted(doubtful))

        after = await state(ctx, queued)
        assert (after.sent_at, after.delivered_at) == (ctx.now, arrived)

    async def test_is_begun_again_when_the_provider_does_not(self, ctx, hand, outreach, new):
        await communications.send(ctx, outreach, new())
        await hand.begin()
        later = hand.at(seconds=61)
        (leased,) = await hand.lease(ctx=later)
        doubtful = await communications.begin_attempt(later, outreach, leased, hand.turn)

        await communications.dismiss_doubt(later, doubtful)
        again = await communications.begin_attempt(later, outreach, leased, hand.turn)

        assert isinstance(again, Ready)
        assert again.number == 2

    async def test_is_not_left_for_another_channel_before_it_was_looked_up(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())
        for number in range(2):
            await hand.refuse(FailureKind.TRANSIENT, ctx=hand.at(hours=number))
        await hand.refuse(FailureKind.DOUBTFUL, ctx=hand.at(hours=2))

        assert (await state(ctx, queued)).channel is EMAIL
        later = hand.at(hours=3)
        (leased,) = await hand.lease(ctx=later)
        doubtful = await communications.begin_attempt(later, outreach, leased, hand.turn)
        await communications.dismiss_doubt(later, doubtful)
        assert await communications.begin_attempt(later, outreach, leased, hand.turn) is None
        assert (await state(ctx, queued)).channel is WHATSAPP

    async def test_is_accepted_by_a_worker_that_was_taken_for_dead(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new())
        slow = await hand.begin()
        await hand.begin(ctx=hand.at(seconds=61), turn=hand.closed(minutes=9))

        await communications.record_accepted(hand.at(seconds=62), [(slow, hand.accepted(slow))])

        assert (await state(ctx, queued)).status is S.SENT


class TestASickProvider:
    async def test_costs_no_attempt_of_what_can_go_no_other_way(self, ctx, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new(only_channel=EMAIL))

        assert await hand.begin(turn=hand.closed(seconds=30)) is None

        waiting = await state(ctx, queued)
        assert (waiting.attempts, waiting.next_attempt_at) == (0, ctx.now + timedelta(seconds=30))

    async def test_tells_each_time_that_it_is_tried_again(self, ctx, db, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new(only_channel=EMAIL))

        for seconds in (0, 100):
            await hand.refuse(FailureKind.TRANSIENT, ctx=hand.at(seconds=seconds))

        told = [event for event in await emitted(db) if event.type == "communication.deferred"]
        assert [(event.subject_id, event.data["reason"]) for event in told] == [
            (queued.id, "provider_unavailable")
        ] * 2

    async def test_tells_once_that_its_provider_is_waited_for(self, ctx, db, hand, outreach, new):
        queued = await communications.send(ctx, outreach, new(only_channel=EMAIL))

        await hand.begin(turn=hand.closed(seconds=30))
        await hand.begin(ctx=hand.at(seconds=31), turn=hand.closed(seconds=90))

        told = [event for event in await emitted(db) if event.type == "communication.deferred"]
        assert [(event.subject_id, event.data["reason"]) for event in told] == [
            (queued.id, "provider_unavailable")
        ]

    async def test_counts_as_an_attempt_of_what_has_a_fallback(self, ctx, hand, outreach, new):
        await communications.send(ctx, outreach, new())

        ready = await hand.begin(turn=hand.closed(seconds=30))

        assert (ready.is_closed, ready.number) == (True, 1)
