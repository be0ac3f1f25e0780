"""Messages to customers: a step waits until its message is sent, and fails when it is not."""

import msgspec
import pytest

from accord.app.jobs import sender_of
from accord.core import automation, communications
from accord.core.automation import InstanceStatus
from accord.core.communications import (
    CommunicationExpired,
    CommunicationFailed,
    CommunicationQuery,
    CommunicationSent,
    CommunicationStatus,
    CommunicationSuppressed,
    Reason,
)
from accord.core.context import Context
from accord.core.interactions import Channel
from accord.core.reactions import REACTIONS
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make.providers import plain_outreach

ABOUT = {"message_type": "workflow", "origin": "automation"}
HELLO = {"type": "SendEmail", "subject": "Your card", "message": "It is on its way"}


@pytest.fixture
def live(live):
    """At noon, when nobody is asleep."""
    return at_hour(live, 12)


def at_hour(ctx, hour):
    return Context(
        ctx.db,
        ctx.actor,
        ctx.now.replace(hour=hour, minute=0),
        via="test",
        request_id=None,
        queue=ctx._queue,
        reactions=REACTIONS,
    )


@pytest.fixture
def send():
    return sender_of(plain_outreach(Channel.EMAIL, Channel.SMS))


@pytest.fixture
def started(live, define, work, customer, send):
    """An instance that has done what it can do before its message is sent."""

    async def begun(*actions, **about):
        made = await define(*actions)
        instance = await automation.trigger_workflow(live, made.id, **{"customer_id": customer.id} | about)
        await work(send=send)
        return await automation.get_instance(live, instance.id)

    return begun


async def messages(ctx):
    return (await communications.list_communications(ctx, CommunicationQuery(page=Page(limit=10)))).items


class TestSendingAMessage:
    async def test_queues_it_in_the_words_of_the_action(self, ctx, started, customer):
        await started(HELLO)

        [message] = await messages(ctx)
        assert (message.customer_id, message.channel, message.subject) == (
            customer.id,
            Channel.EMAIL,
            "Your card",
        )
        assert (message.origin, message.status) == ("automation", CommunicationStatus.QUEUED)
        detail = await communications.get_communication(ctx, message.id)
        assert detail.content.text == "It is on its way"

    async def test_waits_until_it_is_sent(self, live, started, work):
        instance = await started(HELLO, {"type": "Notify"})
        assert (instance.status, instance.current_step) == (InstanceStatus.ACTIVE, "SendEmail")

        await live.emit(CommunicationSent(subject_id=instance.awaits_id, channel=Channel.EMAIL, **ABOUT))
        await work()

        ended = await automation.get_instance(live, instance.id)
        assert (ended.status, ended.current_step, ended.awaits_id) == (
            InstanceStatus.COMPLETED,
            "Notify",
            None,
        )

    async def test_is_not_waited_for_when_it_is_to_go_out_in_the_morning(self, live, define, customer, send):
        night = at_hour(live, 2)
        made = await define(HELLO)
        instance = await automation.trigger_workflow(night, made.id, customer_id=customer.id)

        await automation.take_step(send, night, {"instance_id": str(instance.id), "step": 0})

        [message] = await messages(night)
        assert message.status is CommunicationStatus.SCHEDULED
        assert (await automation.get_instance(night, instance.id)).status is InstanceStatus.COMPLETED

    async def test_goes_by_sms_too(self, ctx, started):
        await started({"type": "SendSMS", "message": "Call us"})

        [message] = await messages(ctx)
        assert (message.channel, message.subject) == (Channel.SMS, None)

    @pytest.mark.parametrize(
        ("event", "problem"),
        [
            (
                CommunicationFailed(
                    channel=Channel.EMAIL, status=CommunicationStatus.FAILED, category="permanent", **ABOUT
                ),
                "The message was refused: permanent",
            ),
            (
                CommunicationSuppressed(reason=Reason.OPTED_OUT, **ABOUT),
                "The message may not be sent: opted_out",
            ),
            (CommunicationExpired(**ABOUT), "The message could not be sent in time"),
        ],
        ids=["failed", "suppressed", "expired"],
    )
    async def test_fails_when_it_will_not_be_sent(self, live, started, work, event, problem):
        instance = await started(HELLO, {"type": "Notify"})

        await live.emit(msgspec.structs.replace(event, subject_id=instance.awaits_id))
        await work()

        ended = await automation.get_instance(live, instance.id)
        assert (ended.status, ended.current_step, ended.error_message) == (
            InstanceStatus.FAILED,
            "SendEmail",
            problem,
        )
        assert [step.error_message for step in await automation.list_steps(live, ended.id)] == [problem]

    async def test_fails_at_once_without_an_address(self, live, started, make):
        nowhere = await make.customer(email=None)

        ended = await started(HELLO, customer_id=nowhere.id)

        assert (ended.status, ended.error_message) == (
            InstanceStatus.FAILED,
            "SendEmail: the message may not be sent: no_address",
        )

    async def test_waits_for_its_own_message_only(self, live, started, work):
        instance = await started(HELLO)

        for about in ({"origin": "engagement"}, {}):
            told = ABOUT | about | {"subject_id": instance.awaits_id if about else new_id()}
            await live.emit(CommunicationSent(channel=Channel.EMAIL, **told))
        await work()

        assert await automation.get_instance(live, instance.id) == instance

    async def test_goes_on_when_it_is_active_again(self, live, started, work):
        instance = await started(HELLO, {"type": "Notify"})
        await automation.set_instance_status(live, instance.id, InstanceStatus.PAUSED)
        await live.emit(CommunicationSent(subject_id=instance.awaits_id, channel=Channel.EMAIL, **ABOUT))
        await work()
        assert (await automation.get_instance(live, instance.id)).current_step == "SendEmail"

        await automation.set_instance_status(live, instance.id, InstanceStatus.ACTIVE)
        await work()

        assert (await automation.get_instance(live, instance.id)).status is InstanceStatus.COMPLETED

    async def test_of_an_instance_that_was_ended_changes_nothing(self, live, started, work):
        instance = await started(HELLO)
        ended = await automation.set_instance_status(live, instance.id, InstanceStatus.CANCELLED)

        await live.emit(CommunicationExpired(subject_id=instance.awaits_id, **ABOUT))
        await work()

        assert await automation.get_instance(live, instance.id) == ended
