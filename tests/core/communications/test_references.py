"""Receipts that bring our own reference back, of messages whose acceptance nobody told us of."""

import contextlib
import itertools
from datetime import timedelta

import pytest

from accord.core import communications
from accord.core.communications import (
    Accepted,
    CommunicationStatus,
    Delivery,
    Doubtful,
    FailureKind,
    Outcome,
    Ready,
    Receipt,
)
from accord.kit.ids import new_id

from .conftest import EMAIL, SMS, WHATSAPP

S = CommunicationStatus


def told(name, event, reference, *, after=1, provider="scripted", **said) -> tuple:
    return name, event, reference, after, provider, said


@pytest.fixture
def report(ctx, outreach):
    async def reported(*news, at=ctx):
        receipts = tuple(
            Receipt(
                provider=provider,
                event_key=f"{name}:{event}",
                provider_id=name,
                event=event,
                reference=reference,
                occurred_at=ctx.now + timedelta(seconds=after),
                **said,
            )
            for name, event, reference, after, provider, said in news
        )
        await communications.record_delivery(at, outreach, Delivery(receipts=receipts))

    return reported


@pytest.fixture
async def queued(ctx, outreach, new):
    return await communications.send(ctx, outreach, new(only_channel=WHATSAPP))


@pytest.fixture
def name(queued):
    """What the message is called on WhatsApp."""
    return f"{queued.id}.whatsapp"


async def state(ctx, made):
    return (await communications.get_communication(ctx, made.id)).communication


async def attempts(ctx, made):
    found = (await communications.get_communication(ctx, made.id)).attempts
    return [(each.outcome, each.provider_id) for each in found]


async def give_up(hand, outreach, later, channel=WHATSAPP):
    """Look a message up that the provider does not find, and go on with it."""
    (leased,) = await hand.lease(channel, ctx=later)
    doubtful = await communications.begin_attempt(later, outreach, leased, hand.turn)
    assert isinstance(doubtful, Doubtful)
    await communications.dismiss_doubt(later, doubtful)
    return await communications.begin_attempt(later, outreach, leased, hand.turn)


@pytest.fixture
async def again(hand, outreach, queued):
    """The second attempt at a message of which the provider took the first without an answer."""
    await hand.begin(WHATSAPP)
    ready = await give_up(hand, outreach, hand.at(seconds=61))
    assert isinstance(ready, Ready)
    return ready


async def accept(hand, ready, name):
    await communications.record_accepted(
        hand.at(seconds=62), [(ready, Accepted(provider="scripted", provider_id=name))]
    )


class TestAMessageInDoubt:
    async def test_was_taken(self, ctx, hand, report, queued, name):
        await hand.refuse(FailureKind.DOUBTFUL, WHATSAPP)

        await report(told("wamid.1", "delivered", name))

        after = await state(ctx, queued)
        assert (after.status, after.provider_id, after.channel) == (S.DELIVERED, "wamid.1", WHATSAPP)
        assert await attempts(ctx, queued) == [(Outcome.ACCEPTED, "wamid.1")]

    async def test_is_not_sent_again(self, hand, report, queued, name):
        await hand.refuse(FailureKind.DOUBTFUL, WHATSAPP)

        await report(told("wamid.1", "sent", name))

        assert await hand.lease(WHATSAPP, ctx=hand.at(hours=1)) == []

    async def test_was_sent_when_it_was_handed_over(self, ctx, hand, report, queued, name):
        await hand.refuse(FailureKind.DOUBTFUL, WHATSAPP)

        later = hand.at(seconds=50)
        await report(told("wamid.1", "delivered", name, after=5), told("wamid.1", "sent", name), at=later)

        after = await state(ctx, queued)
        seconds = [(moment - ctx.now).total_seconds() for moment in (after.sent_at, after.delivered_at)]
        assert seconds == [0, 5]

    async def test_that_failed_after_all_has_failed(self, ctx, hand, report, queued, name):
        await hand.refuse(FailureKind.DOUBTFUL, WHATSAPP)

        await report(told("wamid.1", "failed", name, message="undeliverable"))

        after = await state(ctx, queued)
        assert (after.status, after.error_message) == (S.FAILED, "undeliverable")

    async def test_may_be_an_email_too(self, ctx, hand, outreach, report, new):
        queued = await communications.send(ctx, outreach, new(only_channel=EMAIL))
        await hand.refuse(FailureKind.DOUBTFUL)

        await report(told(f"{queued.id}.email@example.com", "opened", f"{queued.id}.email"))

        assert (await state(ctx, queued)).status is S.OPENED


class TestAnAttemptUnderWay:
    async def test_may_be_told_of_before_its_answer(self, ctx, hand, report, queued, name):
        ready = await hand.begin(WHATSAPP)
        await report(told("wamid.1", "delivered", name))
        before = await state(ctx, queued)

        await accept(hand, ready, "wamid.1")

        assert await state(ctx, queued) == before
        assert (before.status, await attempts(ctx, queued)) == (
            S.DELIVERED,
            [(Outcome.ACCEPTED, "wamid.1")],
        )

    async def test_may_be_told_of_though_its_answer_is_lost_then(
        self, ctx, hand, outreach, report, queued, name
    ):
        ready = await hand.begin(WHATSAPP)
        await report(told("wamid.1", "sent", name))

        lost = communications.Refused(provider="scripted", kind=FailureKind.DOUBTFUL)
        await communications.record_refused(ctx, outreach, ready, lost, hand.turn, chance=0.5)

        assert (await state(ctx, queued)).status is S.SENT
        assert await attempts(ctx, queued) == [(Outcome.ACCEPTED, "wamid.1")]


class TestAMessageThatWasSentTwice:
    async def test_is_known_by_the_first_copy_while_the_second_is_on_its_way(
        self, ctx, hand, report, queued, name, again
    ):
        await report(told("wamid.1", "sent", name))
        await accept(hand, again, "wamid.2")
        await report(told("wamid.2", "delivered", name))

        assert (await state(ctx, queued)).status is S.DELIVERED
        assert await hand.lease(WHATSAPP, ctx=hand.at(hours=1)) == []

    async def test_is_known_by_the_first_copy_after_the_second_was_taken(
        self, ctx, hand, report, queued, name, again
    ):
        await accept(hand, again, "wamid.2")

        await report(told("wamid.1", "opened", name), told("wamid.2", "delivered", name))

        after = await state(ctx, queued)
        assert (after.status, after.provider_id, after.open_count) == (S.OPENED, "wamid.2", 1)
        taken = {(Outcome.ACCEPTED, "wamid.1"), (Outcome.ACCEPTED, "wamid.2")}
        assert set(await attempts(ctx, queued)) == taken

    @pytest.mark.parametrize("lost", [("wamid.1",), ("wamid.2",), ("wamid.1", "wamid.2")])
    async def test_is_lost_when_both_copies_are(self, ctx, hand, report, queued, name, again, lost):
        await accept(hand, again, "wamid.2")

        for each in ("wamid.1", "wamid.2"):
            await report(told(each, "failed" if each in lost else "delivered", name))

        after = await state(ctx, queued)
        assert after.status is (S.FAILED if len(lost) == 2 else S.DELIVERED)
        assert (after.failed_at is None) == (len(lost) == 1)


class TestAMessageThatWentOn:
    @pytest.fixture
    async def moved(self, ctx, hand, outreach, new):
        """A message that WhatsApp took without an answer, and that goes by SMS by now."""
        order = {"urgency": "high", "message_type": "welcome"}
        made = await communications.send(ctx, outreach, new(**order))
        assert made.channel is WHATSAPP
        await hand.begin(WHATSAPP)
        ready = await give_up(hand, outreach, hand.at(seconds=61))
        refused = communications.Refused(provider="scripted", kind=FailureKind.PERMANENT, message="no")
        await communications.record_refused(
            hand.at(seconds=62), outreach, ready, refused, hand.turn, chance=0.5
        )
        return await state(ctx, made)

    async def test_comes_back_to_the_channel_that_had_it(self, ctx, hand, report, moved):
        assert moved.channel is EMAIL

        await report(told("wamid.1", "delivered", f"{moved.id}.whatsapp"))

        found = await communications.get_communication(ctx, moved.id)
        after = found.communication
        assert (after.status, after.channel, after.fallback_used) == (S.DELIVERED, WHATSAPP, False)
        assert (after.recipient, found.content.text) == ("+254700000001", "welcome by whatsapp in en")
        assert await hand.lease(EMAIL, ctx=hand.at(hours=1)) == []

    async def test_stays_where_it_was_sent_by_then(self, ctx, hand, report, moved):
        await hand.accept(EMAIL, ctx=hand.at(hours=1))
        before = await state(ctx, moved)

        await report(told("wamid.1", "failed", f"{moved.id}.whatsapp"))

        assert await state(ctx, moved) == before

    async def test_is_not_wanted_where_it_went_first(self, ctx, hand, report, moved):
        await hand.accept(EMAIL, ctx=hand.at(hours=1))
        before = await state(ctx, moved)

        await report(told("wamid.1", "unsubscribed", f"{moved.id}.whatsapp"))

        wishes = await communications.get_preferences(ctx, moved.customer_id)
        assert [each.channel for each in wishes.opt_outs] == [WHATSAPP]
        assert await state(ctx, moved) == before

    async def test_was_complained_of_where_it_went_first(self, ctx, hand, report, moved):
        await hand.accept(EMAIL, ctx=hand.at(hours=1))

        number = "+254700000001"
        await report(told("wamid.1", "complained", f"{moved.id}.whatsapp", recipient=number))

        assert await communications.relieve_address(ctx, WHATSAPP, number)


class TestAReference:
    @pytest.mark.parametrize(
        "made",
        [
            lambda each: f"{each.id}.sms",
            lambda each: f"{each.id}.pigeon",
            lambda each: f"{each.id}.whatsapp.2",
            lambda each: str(each.id),
            lambda _: f"{new_id()}.whatsapp",
            lambda _: "x\x00'",
            lambda _: "",
        ],
        ids=["other-channel", "no-channel", "other-round", "bare", "unknown", "nonsense", "empty"],
    )
    async def test_that_names_nothing_of_the_providers_changes_nothing(self, ctx, hand, report, queued, made):
        await hand.refuse(FailureKind.DOUBTFUL, WHATSAPP)
        before = await state(ctx, queued)

        await report(told("wamid.1", "delivered", made(queued)))

        assert await state(ctx, queued) == before

    async def test_of_another_providers_message_changes_nothing(self, ctx, hand, report, queued, name):
        await hand.refuse(FailureKind.DOUBTFUL, WHATSAPP)
        before = await state(ctx, queued)

        await report(told("wamid.1", "delivered", name, provider="somebody"))

        assert await state(ctx, queued) == before

    async def test_of_a_message_that_was_never_handed_over_changes_nothing(self, ctx, report, queued, name):
        await report(told("wamid.1", "delivered", name))

        assert (await state(ctx, queued)).status is S.QUEUED

    async def test_says_less_than_a_name_that_is_known(self, ctx, hand, outreach, report, queued, name, new):
        await hand.refuse(FailureKind.DOUBTFUL, WHATSAPP)
        other = await communications.send(ctx, outreach, new(only_channel=SMS))
        await hand.accept(SMS)

        await report(told(f"id-{other.id}.sms", "delivered", name))

        assert ((await state(ctx, other)).status, (await state(ctx, queued)).status) == (
            S.DELIVERED,
            S.QUEUED,
        )


class Undone(Exception):
    pass


class TestReceiptsOfTwoCopies:
    @pytest.mark.parametrize("taken_after", range(5))
    async def test_end_in_the_same_state_in_any_order(
        self, ctx, hand, report, queued, name, again, taken_after
    ):
        news = [
            told("wamid.1", "delivered", name, after=70),
            told("wamid.1", "opened", name, after=80),
            told("wamid.2", "sent", name, after=63),
            told("wamid.2", "failed", name, after=90, message="too late"),
        ]
        ends = set()
        for order in itertools.permutations(news):
            with contextlib.suppress(Undone):
                async with ctx.db.savepoint():
                    for place, each in enumerate([*order, None]):
                        if place == taken_after:
                            await accept(hand, again, "wamid.2")
                        for _ in range(2 if each else 0):
                            await report(each, at=hand.at(seconds=100))
                    end = await state(ctx, queued)
                    raise Undone
            ends.add((end.status, end.delivered_at, end.opened_at, end.failed_at, end.error_message))
        delivered, opened = (ctx.now + timedelta(seconds=each) for each in (70, 80))
        assert ends == {(S.OPENED, delivered, opened, None, None)}
