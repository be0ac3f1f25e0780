from datetime import timedelta

import pytest
from msgspec.structs import replace

from accord.app.outreach import session_templates_of
from accord.app.settings import Secret, WhatsAppSettings
from accord.core import communications
from accord.core.communications import (
    CommunicationStatus,
    Delivery,
    InboundMessage,
    Purpose,
    Reason,
    SessionTemplate,
)

from .conftest import EMAIL, WHATSAPP

PROMOTIONAL = Purpose.PROMOTIONAL


class TestACapOfPromotions:
    async def test_holds_one_too_many_for_a_day(self, ctx, hand, outreach, new):
        hand.outreach = capped = replace(outreach, promotional_per_day=2)
        for hours in (0, 1):
            await communications.send(ctx, capped, new(purpose=PROMOTIONAL))
            await hand.accept(ctx=hand.at(hours=hours))

        third = await communications.send(hand.at(hours=2), capped, new(purpose=PROMOTIONAL))

        assert (third.status, third.reason) == (CommunicationStatus.SCHEDULED, Reason.FREQUENCY_CAP)
        assert third.scheduled_at == ctx.now + timedelta(hours=24)

    async def test_is_asked_again_when_it_goes_out(self, ctx, hand, outreach, new):
        hand.outreach = capped = replace(outreach, promotional_per_day=1)
        for _ in range(2):
            await communications.send(ctx, capped, new(purpose=PROMOTIONAL))
        await hand.accept()

        assert await hand.begin() is None

    async def test_holds_those_that_would_go_out_at_the_same_moment(self, ctx, outreach, hand, new, make):
        hand.outreach = capped = replace(outreach, promotional_per_day=1)
        other = await make.customer()
        for said in ({}, {}, {"customer_id": other.id}, {"purpose": Purpose.TRANSACTIONAL}):
            await communications.send(ctx, capped, new(**({"purpose": PROMOTIONAL} | said)))

        begun = await communications.begin_attempts(ctx, capped, await hand.lease(), hand.turn)

        whom = sorted((each.communication.customer_id == other.id) for each in begun.values())
        assert whom == [False, False, True]

    async def test_counts_what_is_on_its_way(self, ctx, hand, outreach, new):
        hand.outreach = capped = replace(outreach, promotional_per_day=1)
        for _ in range(2):
            await communications.send(ctx, capped, new(purpose=PROMOTIONAL))

        assert await hand.begin() is not None
        assert await hand.begin() is None

    async def test_holds_no_other_message(self, ctx, hand, outreach, new):
        hand.outreach = capped = replace(outreach, promotional_per_day=1)
        await communications.send(ctx, capped, new(purpose=PROMOTIONAL))
        await hand.accept()

        sent = await communications.send(ctx, capped, new())

        assert sent.status is CommunicationStatus.QUEUED


class TestWhatsAppOutsideOfASession:
    @pytest.fixture
    def by_meta(self, outreach):
        template = SessionTemplate(name="friendly_reminder", values=("client_name", "day"), language="en_US")
        return replace(outreach, session_templates={"reminder": template})

    async def test_cannot_be_used_without_a_template(self, ctx, by_meta, new):
        sent = await communications.send(ctx, by_meta, new(only_channel=WHATSAPP, recipient="+15550001"))

        assert (sent.status, sent.reason) == (CommunicationStatus.SUPPRESSED, Reason.NO_TEMPLATE)

    async def test_is_passed_over_for_another_channel(self, ctx, by_meta, new):
        sent = await communications.send(ctx, by_meta, new(preferred_channel=WHATSAPP))

        assert (sent.channel, sent.decision["preferred_channel_skipped"]) == (EMAIL, "no_template")

    async def test_takes_the_template_with_its_values(self, ctx, hand, by_meta, new):
        hand.outreach = by_meta
        context = {"client_name": "Priya", "day": 3}
        message = new(message_type="reminder", preferred_channel=WHATSAPP, context=context)
        await communications.send(ctx, by_meta, message)

        ready = await hand.begin(WHATSAPP)

        assert (ready.message.template, ready.message.template_values, ready.message.language) == (
            "friendly_reminder",
            ("Priya", "3"),
            "en_US",
        )

    async def test_tells_the_template_that_went_in_place_of_the_text(self, ctx, hand, by_meta, new):
        hand.outreach = by_meta
        message = new(message_type="reminder", preferred_channel=WHATSAPP, context={"client_name": "Priya"})
        sent = await communications.send(ctx, by_meta, message)

        await hand.accept(WHATSAPP)

        found = (await communications.get_communication(ctx, sent.id)).communication
        assert found.metadata["template"] == {"name": "friendly_reminder", "values": ["Priya", ""]}

    async def test_is_over_when_the_customer_writes(self, ctx, hand, by_meta, new, customer):
        hand.outreach = by_meta
        said = InboundMessage(
            provider="whatsapp",
            event_key="1",
            channel=WHATSAPP,
            sender="+254700000001",
            recipient="+1555",
            text="Hello",
        )
        await communications.record_delivery(ctx, by_meta, Delivery(messages=(said,)))

        await communications.send(ctx, by_meta, new(preferred_channel=WHATSAPP))

        assert (await hand.begin(WHATSAPP)).message.template is None


class TestTheSettingOfTemplates:
    def test_names_language_and_values_after_colons(self):
        whatsapp = WhatsAppSettings(
            phone_number_id="1",
            access_token=Secret("x"),
            templates={"reminder": "friendly:en_US:client_name, day", "welcome": "hello"},
        )

        assert session_templates_of(whatsapp) == {
            "reminder": SessionTemplate(name="friendly", language="en_US", values=("client_name", "day")),
            "welcome": SessionTemplate(name="hello", language="en", values=()),
        }

    def test_does_not_count_without_a_provider(self):
        assert session_templates_of(WhatsAppSettings()) is None
