from datetime import time

import pytest

from accord.core import communications, customers
from accord.core.communications import CommunicationStatus, PreferenceChanges, Reason
from accord.core.errors import Forbidden, Invalid, NotFound
from accord.core.interactions import Channel
from accord.core.permissions import Permission
from accord.kit.ids import new_id
from make import emitted

from .conftest import EMAIL, SMS, WHATSAPP


class TestReadingPreferences:
    async def test_gives_defaults_where_nothing_is_stored(self, ctx, customer):
        found = await communications.get_preferences(ctx, customer.id)

        assert (found.shown_channels, found.preferred_channels, found.timezone) == ([EMAIL], None, "UTC")
        assert (found.quiet_start, found.quiet_end, found.opt_outs) == (time(22), time(8), [])
        assert (found.available_channels, found.created_at) == ([EMAIL, SMS, WHATSAPP], None)

    async def test_of_an_unknown_customer_is_refused(self, ctx):
        with pytest.raises(NotFound):
            await communications.get_preferences(ctx, new_id())

    async def test_of_another_is_refused_to_a_customers_token(self, as_customer, customer):
        with pytest.raises(NotFound):
            await communications.get_preferences(as_customer(new_id()), customer.id)

    async def test_is_answered_for_the_survivor_of_a_merged_customer(self, ctx, customer, make):
        merged = await make.customer(status="merged", merged_into_id=customer.id, email=None, phone=None)

        found = await communications.get_preferences(ctx, merged.id)

        assert found.customer_id == customer.id


class TestWritingPreferences:
    async def test_keeps_what_was_not_sent(self, ctx, customer):
        first = PreferenceChanges(timezone="Asia/Kolkata", quiet_start=time(21, 30))
        await communications.update_preferences(ctx, customer.id, first)

        found = await communications.update_preferences(
            ctx, customer.id, PreferenceChanges(quiet_end=time(7))
        )

        assert (found.timezone, found.quiet_start, found.quiet_end) == (
            "Asia/Kolkata",
            time(21, 30),
            time(7),
        )
        assert (found.created_at, found.updated_at) == (ctx.now, ctx.now)

    async def test_resets_what_is_null(self, ctx, customer):
        await communications.update_preferences(
            ctx, customer.id, PreferenceChanges(timezone="Asia/Kolkata", preferred_channels=[SMS])
        )

        found = await communications.update_preferences(
            ctx, customer.id, PreferenceChanges(timezone=None, preferred_channels=None)
        )

        assert (found.timezone, found.preferred_channels) == ("UTC", None)

    async def test_notes_an_opt_out_with_time_and_source(self, ctx, customer):
        found = await communications.update_preferences(ctx, customer.id, PreferenceChanges(opt_out_sms=True))

        assert [(each.channel, each.since, each.source) for each in found.opt_outs] == [
            (SMS, ctx.now, "test")
        ]

    async def test_takes_an_opt_out_back(self, ctx, db, customer):
        await communications.update_preferences(ctx, customer.id, PreferenceChanges(opt_out_sms=True))

        found = await communications.update_preferences(
            ctx, customer.id, PreferenceChanges(opt_out_sms=False)
        )

        assert found.opt_outs == []
        assert "customer.opted_in" in [event.type for event in await emitted(db)]

    async def test_writes_the_language_that_all_dialects_share(self, ctx, customer):
        await communications.update_preferences(ctx, customer.id, PreferenceChanges(language="de"))

        assert (await customers.get_customer(ctx, customer.id)).language == "de"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            (PreferenceChanges(timezone="Mars/Olympus"), "timezone"),
            (PreferenceChanges(timezone="localtime"), "timezone"),
            (PreferenceChanges(preferred_channels=[SMS, SMS]), "preferred_channels"),
        ],
        ids=["timezone", "this-machines", "repeated"],
    )
    async def test_is_refused_when_it_means_nothing(self, ctx, customer, changes, field):
        with pytest.raises(Invalid) as refused:
            await communications.update_preferences(ctx, customer.id, changes)

        assert [problem.field for problem in refused.value.problems] == [field]

    async def test_needs_the_permission(self, as_user, customer):
        with pytest.raises(Forbidden):
            await communications.update_preferences(
                as_user(Permission.PREFERENCES_READ), customer.id, PreferenceChanges()
            )


class TestTheShopsWord:
    """What imports write and exports read: `attributes.preferences.channel`."""

    async def word(self, ctx, customer):
        found = await customers.get_customer(ctx, customer.id)
        return found.attributes.get("preferences", {}).get("channel")

    @pytest.mark.parametrize(
        ("channels", "word"),
        [
            ([EMAIL], "email"),
            ([EMAIL, SMS], "both"),
            ([WHATSAPP], "sms"),
            ([WHATSAPP, EMAIL], "email"),
            ([Channel.PUSH, SMS], "push"),
            ([], None),
        ],
        ids=["email", "both", "whatsapp", "first-of-three", "push", "none"],
    )
    async def test_follows_the_list(self, ctx, customer, channels, word):
        found = await communications.update_preferences(
            ctx, customer.id, PreferenceChanges(preferred_channels=channels)
        )

        assert (found.preferred_channels, await self.word(ctx, customer)) == (channels, word)

    @pytest.mark.parametrize(
        ("word", "channels"),
        [("both", [EMAIL, SMS]), ("sms", [SMS]), ("push", [Channel.PUSH]), ("fax", [])],
        ids=["both", "sms", "push", "unknown"],
    )
    async def test_is_the_list_where_none_is_stored(self, ctx, make, word, channels):
        shopper = await make.customer(attributes={"preferences": {"channel": word, "frequency": "weekly"}})

        found = await communications.get_preferences(ctx, shopper.id)

        assert (found.preferred_channels, found.frequency) == (channels, "weekly")

    async def test_written_later_moves_to_the_front(self, ctx, db, customer):
        await communications.update_preferences(
            ctx, customer.id, PreferenceChanges(preferred_channels=[WHATSAPP, EMAIL, SMS])
        )
        connection = await db.open()
        await connection.execute(
            'UPDATE customers SET attributes = \'{"preferences": {"channel": "sms"}}\' WHERE id = $1',
            customer.id,
        )

        found = await communications.get_preferences(ctx, customer.id)

        assert found.preferred_channels == [SMS, WHATSAPP, EMAIL]

    async def test_is_gone_with_a_reset(self, ctx, customer):
        await communications.update_preferences(
            ctx, customer.id, PreferenceChanges(preferred_channels=[EMAIL], opt_out_sms=True)
        )

        found = await communications.reset_preferences(ctx, customer.id)

        assert (found.preferred_channels, found.opt_outs, found.created_at) == (None, [], None)
        assert (await customers.get_customer(ctx, customer.id)).attributes == {}


class TestOptingOut:
    async def test_ends_what_waits_for_the_channel(self, ctx, outreach, new, customer):
        waiting = await communications.send(ctx, outreach, new())
        by_sms = await communications.send(ctx, outreach, new(preferred_channel=SMS))

        await communications.opt_out(ctx, customer.id, EMAIL, source="link")

        ended = await communications.get_communication(ctx, waiting.id)
        assert (ended.communication.status, ended.communication.reason, ended.communication.channel) == (
            CommunicationStatus.SUPPRESSED,
            Reason.OPTED_OUT,
            None,
        )
        assert [(line.event, line.code) for line in ended.log] == [("suppressed", "opted_out")]
        assert (await communications.get_communication(ctx, by_sms.id)).communication.is_pending

    async def test_is_the_reason_that_the_channel_of_an_ended_message_tells(
        self, ctx, outreach, new, customer
    ):
        waiting = await communications.send(ctx, outreach, new())

        await communications.opt_out(ctx, customer.id, EMAIL, source="link")

        ended = await communications.get_communication(ctx, waiting.id)
        assert ended.communication.decision["channels"] == {
            "email": "opted_out",
            "whatsapp": "usable",
            "sms": "usable",
        }

    async def test_ends_what_a_worker_has_leased_and_not_begun(self, ctx, hand, outreach, new, customer):
        await communications.send(ctx, outreach, new())
        (leased,) = await hand.lease()

        await communications.opt_out(ctx, customer.id, EMAIL, source="link")

        assert await communications.begin_attempt(ctx, outreach, leased, hand.turn) is None

    async def test_leaves_a_doubtful_message_to_be_looked_up(self, ctx, hand, outreach, new, customer):
        queued = await communications.send(ctx, outreach, new())
        await hand.refuse(communications.FailureKind.DOUBTFUL)

        await communications.opt_out(ctx, customer.id, EMAIL, source="link")
        later = hand.at(hours=1)
        (leased,) = await hand.lease(ctx=later)
        doubtful = await communications.begin_attempt(later, outreach, leased, hand.turn)
        await communications.dismiss_doubt(later, doubtful)
        assert await communications.begin_attempt(later, outreach, leased, hand.turn) is None

        found = (await communications.get_communication(ctx, queued.id)).communication
        assert found.status is CommunicationStatus.SUPPRESSED
        assert found.decision["channels"]["email"] == "opted_out"

    async def test_twice_keeps_the_first_time_and_is_told_once(self, ctx, db, hand, customer):
        await communications.opt_out(ctx, customer.id, EMAIL, source="link")
        await communications.opt_out(hand.at(days=1), customer.id, EMAIL, source="other")

        (kept,) = (await communications.get_preferences(ctx, customer.id)).opt_outs
        assert (kept.since, kept.source) == (ctx.now, "link")
        assert [event.type for event in await emitted(db)] == ["customer.opted_out"]

    async def test_by_a_verified_way_needs_no_permission(self, as_user, ctx, customer):
        nobody = as_user(Permission.KB_READ)

        await communications.honour_choice(nobody, customer.id, EMAIL, out=True, source="link")

        assert (await communications.get_preferences(ctx, customer.id)).is_opted_out(EMAIL)
