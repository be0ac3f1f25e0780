import pytest

from accord.core import communications
from accord.core.communications import (
    CommunicationQuery,
    CommunicationStatus,
    Delivery,
    Direction,
    InboundMessage,
    Intent,
    Reason,
)
from accord.kit.paging import Page
from make import emitted

from .conftest import EMAIL, SMS, WHATSAPP

# Of each the number that people write and the one that WhatsApp knows.
LINES = [
    pytest.param(("+52 55 1234 5678", "+5215512345678"), id="mexico"),
    pytest.param(("+54 11 6543-2100", "+5491165432100"), id="argentina"),
    pytest.param(("+55 31 98765-4321", "+553187654321"), id="brazil"),
]


@pytest.fixture
def receive(ctx, outreach):
    async def received(text, *, key="SM1", sender="+254700000001", channel=SMS, meant=None):
        message = InboundMessage(
            provider="twilio",
            event_key=key,
            channel=channel,
            sender=sender,
            recipient="+15550000",
            text=text,
            meant=meant,
        )
        await communications.record_delivery(ctx, outreach, Delivery(messages=(message,)))

    return received


async def listed(ctx, direction=Direction.INBOUND):
    query = CommunicationQuery(page=Page(limit=50), direction=direction)
    return (await communications.list_communications(ctx, query)).items


class TestAMessageFromACustomer:
    async def test_is_kept_and_told_of(self, ctx, db, receive, customer):
        await receive("Option 2, please")

        (kept,) = await listed(ctx)
        assert (kept.customer_id, kept.channel, kept.status) == (
            customer.id,
            SMS,
            CommunicationStatus.DELIVERED,
        )
        assert kept.metadata == {"intent": "selection", "from": "+254700000001", "selection": 2}
        assert [event.type for event in await emitted(db)] == ["message.received"]

    async def test_is_in_no_list_of_what_was_sent(self, ctx, receive, customer):
        await receive("Hello")

        assert await listed(ctx, Direction.OUTBOUND) == []

    async def test_is_kept_once(self, ctx, db, receive, customer):
        for _ in range(3):
            await receive("Hello")

        assert (len(await listed(ctx)), len(await emitted(db))) == (1, 1)

    async def test_is_found_by_a_phone_written_otherwise(self, ctx, receive, customer):
        await receive("Hello", sender="whatsapp:+254700000001", channel=WHATSAPP)

        assert [kept.customer_id for kept in await listed(ctx)] == [customer.id]

    async def test_belongs_to_whom_we_wrote_to_last(self, ctx, outreach, new, receive, customer, make):
        other = await make.customer()
        await communications.send(ctx, outreach, new(customer_id=other.id, preferred_channel=SMS))

        await receive("Hello")

        assert [kept.customer_id for kept in await listed(ctx)] == [other.id]


class TestAStopWord:
    async def test_opts_everybody_with_that_phone_out(self, ctx, receive, customer, make):
        other = await make.customer()

        await receive("Stop")

        for owner in (customer, other):
            found = await communications.get_preferences(ctx, owner.id)
            assert [(each.channel, each.source) for each in found.opt_outs] == [(SMS, "twilio")]

    async def test_ends_what_waits(self, ctx, outreach, new, receive, customer):
        waiting = await communications.send(ctx, outreach, new(preferred_channel=SMS))

        await receive("STOP")

        found = await communications.get_communication(ctx, waiting.id)
        assert found.communication.status is CommunicationStatus.SUPPRESSED

    async def test_is_taken_back_by_start(self, ctx, receive, customer):
        await receive("STOP")
        await receive("START", key="SM2")

        assert (await communications.get_preferences(ctx, customer.id)).opt_outs == []

    async def test_binds_the_number_in_whosever_name_it_is_written_to(
        self, ctx, outreach, new, receive, customer, make
    ):
        other = await make.customer(phone="+15550009")
        await receive("STOP")

        message = new(customer_id=other.id, only_channel=SMS, context={"client_phone": customer.phone})
        sent = await communications.send(ctx, outreach, message)

        assert (sent.status, sent.reason) == ("suppressed", Reason.ADDRESS_SUPPRESSED)

    async def test_binds_no_longer_once_the_customer_is_opted_in_otherwise(
        self, ctx, outreach, new, receive, customer
    ):
        await receive("STOP")
        changes = communications.PreferenceChanges(opt_out_sms=False)
        await communications.update_preferences(ctx, customer.id, changes)

        sent = await communications.send(ctx, outreach, new(only_channel=SMS))

        assert sent.status == "queued"

    async def test_of_a_stranger_suppresses_the_address(self, ctx, outreach, new, receive, customer):
        await receive("STOP", sender="+4917099999")

        context = {"client_phone": "+49 170 99999"}
        sent = await communications.send(ctx, outreach, new(only_channel=SMS, context=context))
        assert (sent.reason, await listed(ctx)) == (Reason.ADDRESS_SUPPRESSED, [])


class TestALineWithTwoNumbers:
    @pytest.fixture(params=LINES)
    def line(self, request):
        return request.param

    @pytest.mark.parametrize("way", [0, 1])
    async def test_belongs_to_its_customer_by_either(self, ctx, receive, make, line, way):
        stored, other = line[way], line[1 - way]
        owner = await make.customer(phone=stored)

        await receive("Hello", sender=other, channel=WHATSAPP)

        assert [kept.customer_id for kept in await listed(ctx)] == [owner.id]

    @pytest.mark.parametrize("way", [0, 1])
    async def test_is_written_to_no_more_by_either_after_a_stop_word(
        self, ctx, outreach, new, receive, make, line, way
    ):
        owner = await make.customer(phone=line[way])
        stranger = await make.customer(phone="+15550009")
        await receive("STOP", sender=line[1 - way], channel=WHATSAPP)

        ends = [
            await communications.send(
                ctx, outreach, new(customer_id=each, only_channel=WHATSAPP, context={"client_phone": number})
            )
            for each in (owner.id, stranger.id)
            for number in line
        ]

        expected = [Reason.OPTED_OUT] * 2 + [Reason.ADDRESS_SUPPRESSED] * 2
        assert [each.reason for each in ends] == expected

    async def test_is_written_to_again_after_start_from_either(self, ctx, outreach, new, receive, make, line):
        owner = await make.customer(phone=line[0])
        await receive("STOP", sender=line[1], channel=WHATSAPP)
        await receive("START", key="SM2", sender=line[0], channel=WHATSAPP)

        context = {"client_phone": line[1]}
        message = new(customer_id=owner.id, only_channel=WHATSAPP, context=context)
        sent = await communications.send(ctx, outreach, message)

        assert sent.status == "queued"

    async def test_is_not_the_line_of_another_house(self, ctx, receive, make):
        await make.customer(phone="+551134567890")

        await receive("STOP", sender="+5511934567890", channel=WHATSAPP)

        assert await listed(ctx) == []


class TestANumberWithoutItsPlus:
    async def test_is_the_same_number(self, ctx, receive, make):
        owner = await make.customer(phone="254 711 000 002")

        await receive("STOP", sender="+254711000002")

        found = await communications.get_preferences(ctx, owner.id)
        assert [each.channel for each in found.opt_outs] == [SMS]


class TestAWordThatTheProviderHasUnderstood:
    async def test_opts_out_in_whatever_language(self, ctx, receive, customer):
        await receive("Baja", meant=Intent.OPT_OUT)

        (kept,) = await listed(ctx)
        found = await communications.get_preferences(ctx, customer.id)
        assert ([each.channel for each in found.opt_outs], kept.metadata["intent"]) == ([SMS], "opt_out")

    async def test_opts_in_again(self, ctx, receive, customer):
        await receive("STOP")
        await receive("Alta", key="SM2", meant=Intent.OPT_IN)

        assert (await communications.get_preferences(ctx, customer.id)).opt_outs == []

    @pytest.mark.parametrize("text", ["HELP", "Ayuda"])
    async def test_is_answered_by_the_provider_alone(self, ctx, receive, customer, text):
        await receive(text, meant=Intent.HELP_REQUEST)

        (kept,) = await listed(ctx)
        assert kept.metadata["intent"] == "help_request"
        assert await listed(ctx, Direction.OUTBOUND) == []


class TestACallForHelp:
    async def test_is_answered_on_its_channel(self, ctx, outreach, receive, customer):
        await receive("HELP")

        (answer,) = await listed(ctx, Direction.OUTBOUND)
        assert (answer.channel, answer.recipient, answer.status) == (SMS, "+254700000001", "queued")
        detail = await communications.get_communication(ctx, answer.id)
        assert detail.content.text == outreach.help_text

    async def test_is_answered_once(self, ctx, receive, customer):
        await receive("HELP")
        await receive("HELP")

        assert len(await listed(ctx, Direction.OUTBOUND)) == 1

    async def test_within_a_sentence_is_not(self, ctx, receive, customer):
        await receive("I need help with e-mail", channel=EMAIL, sender=customer.email)

        assert await listed(ctx, Direction.OUTBOUND) == []
