"""What workers see of providers in trouble, and what is told of it."""

import pytest

from accord.core import communications
from accord.core.communications import ProviderTrouble, ProviderTroubled, TroubleKind
from accord.core.context import Context
from accord.core.errors import Forbidden
from accord.core.interactions import Channel
from accord.core.permissions import Permission
from make import emitted

EMAIL = Channel.EMAIL
CREDENTIALS, OUTAGE = TroubleKind.CREDENTIALS, TroubleKind.OUTAGE


class Observer:
    """Reports of a provider, at times of its own choice."""

    def __init__(self, hand, db):
        self._hand = hand
        self._db = db

    async def trouble(self, kind, provider="smtp", channel=EMAIL, **later):
        await communications.report_provider_trouble(self._hand.at(**later), channel, provider, kind)

    async def works(self, provider="smtp", **later):
        await communications.report_provider_works(self._hand.at(**later), EMAIL, provider)

    async def told(self):
        """What was told of which kind of trouble, in its order."""
        return [(each.type, each.data["provider"], each.data["kind"]) for each in await emitted(self._db)]


@pytest.fixture
def observer(hand, db):
    return Observer(hand, db)


class TestRefusedCredentials:
    async def test_are_told_at_once(self, ctx, observer, db):
        await observer.trouble(CREDENTIALS)

        (event,) = await emitted(db)
        assert event.type == ProviderTroubled.type
        assert event.data == {"channel": "email", "provider": "smtp", "kind": "credentials", "minutes": 0}

    async def test_are_told_once_while_they_last(self, observer):
        for minutes in range(0, 600, 7):
            await observer.trouble(CREDENTIALS, minutes=minutes)

        assert await observer.told() == [("provider.troubled", "smtp", "credentials")]

    async def test_are_told_for_each_provider_and_channel(self, observer):
        await observer.trouble(CREDENTIALS, "twilio", Channel.SMS)
        await observer.trouble(CREDENTIALS, "twilio", Channel.WHATSAPP)
        await observer.trouble(CREDENTIALS, "smtp")

        assert [provider for _, provider, _ in await observer.told()] == ["twilio", "twilio", "smtp"]

    async def test_are_told_again_when_the_provider_had_worked(self, observer):
        await observer.trouble(CREDENTIALS)
        await observer.works(minutes=5)
        await observer.trouble(CREDENTIALS, minutes=15)

        assert [told for told, _, _ in await observer.told()] == [
            "provider.troubled",
            "provider.recovered",
            "provider.troubled",
        ]

    async def test_are_the_same_when_it_had_worked_for_moments(self, observer):
        await observer.trouble(CREDENTIALS)
        await observer.works(seconds=1)
        await observer.trouble(CREDENTIALS, seconds=2)

        assert [told for told, _, _ in await observer.told()] == ["provider.troubled", "provider.recovered"]


class TestAnOutage:
    async def test_is_told_when_it_lasts(self, observer, db):
        for seconds in (0, 60, 120, 180, 240, 299):
            await observer.trouble(OUTAGE, seconds=seconds)
        assert await observer.told() == []

        for minutes in (5, 6, 7):
            await observer.trouble(OUTAGE, minutes=minutes)

        (event,) = await emitted(db)
        assert event.data == {"channel": "email", "provider": "smtp", "kind": "outage", "minutes": 5}

    async def test_lasts_only_while_nothing_is_taken(self, observer):
        for minutes in range(0, 60, 3):
            await observer.trouble(OUTAGE, minutes=minutes)
            await observer.works(minutes=minutes + 1)

        assert await observer.told() == []

    async def test_is_no_news_while_credentials_are_refused(self, observer):
        for minutes in range(10):
            await observer.trouble(CREDENTIALS, minutes=minutes)
            await observer.trouble(OUTAGE, minutes=minutes)

        assert await observer.told() == [("provider.troubled", "smtp", "credentials")]

    async def test_may_show_refused_credentials_behind_it(self, observer):
        for minutes in (0, 6):
            await observer.trouble(OUTAGE, minutes=minutes)
        await observer.trouble(CREDENTIALS, minutes=7)

        assert [kind for _, _, kind in await observer.told()] == ["outage", "credentials"]


class TestRunningTroubles:
    async def test_show_what_was_seen_last(self, ctx, hand, observer):
        await observer.trouble(OUTAGE)
        await observer.trouble(OUTAGE, minutes=2)

        assert await communications.running_troubles(ctx) == [
            ProviderTrouble(
                channel=EMAIL,
                provider="smtp",
                kind=OUTAGE,
                began_at=ctx.now,
                seen_at=hand.at(minutes=2).now,
                told_at=None,
                ended_at=None,
            )
        ]

    async def test_end_when_the_provider_takes_messages(self, ctx, observer):
        await observer.trouble(OUTAGE)
        await observer.trouble(CREDENTIALS)
        await observer.trouble(OUTAGE, provider="sendgrid")

        await observer.works()

        assert [each.provider for each in await communications.running_troubles(ctx)] == ["sendgrid"]

    async def test_are_not_reported_by_who_only_reads(self, ctx: Context, as_user):
        reader = as_user(Permission.COMMUNICATIONS_READ)

        with pytest.raises(Forbidden):
            await communications.report_provider_trouble(reader, EMAIL, "smtp", CREDENTIALS)

        assert await communications.running_troubles(ctx) == []
