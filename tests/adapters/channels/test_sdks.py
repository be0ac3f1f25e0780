"""The stand-ins are what they stand for: the vendors' own libraries cannot tell the difference."""

import asyncio

import pytest
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import Mail
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from accord.adapters.channels.twilio import TwilioProvider
from accord.core.communications import Accepted
from accord.core.interactions import Channel
from vendors import ACCOUNTS, Vendors

from .counterparts import ago, message

TO = "+15017122661"


class Redirected(TwilioHttpClient):
    """Twilio's client, at another address."""

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=5.0)
        self._base_url = base_url

    def request(self, method, url, **options):
        return super().request(method, url.replace("https://api.twilio.com", self._base_url), **options)

    def close(self) -> None:
        assert self.session is not None
        self.session.close()


@pytest.fixture
async def library(vendors: Vendors):
    http = Redirected(vendors.url_of("twilio"))
    yield Client(ACCOUNTS.twilio_sid, ACCOUNTS.twilio_token, http_client=http)
    http.close()


class TestTwiliosLibrary:
    async def test_sends_and_reads_back(self, library: Client, vendors: Vendors):
        sent = await asyncio.to_thread(
            library.messages.create,
            to=TO,
            from_=ACCOUNTS.twilio_number,
            body="Hi",
            status_callback="https://x.example/",
        )
        fetched = await asyncio.to_thread(library.messages(sent.sid).fetch)

        assert (fetched.sid, fetched.body, fetched.status) == (sent.sid, "Hi", "queued")
        assert fetched.date_created is not None
        (taken,) = vendors.ledger.entries(kind="accepted")
        assert (taken["id"], taken["callback"]) == (sent.sid, "https://x.example/")

    async def test_lists_what_our_adapter_sent(self, library: Client, vendors: Vendors):
        ours = TwilioProvider(
            account_sid=ACCOUNTS.twilio_sid,
            auth_token=ACCOUNTS.twilio_token,
            sender=ACCOUNTS.twilio_service,
            base_url=vendors.url_of("twilio"),
        )
        accepted = await ours.send(message(Channel.SMS, TO))
        await ours.close()

        (listed,) = await asyncio.to_thread(library.messages.list, to=TO)

        assert accepted == Accepted(provider="twilio", provider_id=listed.sid)
        assert listed.messaging_service_sid == ACCOUNTS.twilio_service

    async def test_sends_what_our_adapter_finds(self, library: Client, vendors: Vendors):
        ours = TwilioProvider(
            account_sid=ACCOUNTS.twilio_sid,
            auth_token=ACCOUNTS.twilio_token,
            sender=ACCOUNTS.twilio_number,
            base_url=vendors.url_of("twilio"),
        )
        sent = await asyncio.to_thread(
            library.messages.create, to=TO, from_=ACCOUNTS.twilio_number, body="Hi"
        )

        found = [await ours.find(message(Channel.SMS, TO, text="Hi"), since=ago(each)) for each in (60, -60)]
        await ours.close()

        assert found == [Accepted(provider="twilio", provider_id=sent.sid), None]

    async def test_is_found_with_those_after_it_that_say_the_same(self, library: Client, vendors: Vendors):
        ours = TwilioProvider(
            account_sid=ACCOUNTS.twilio_sid,
            auth_token=ACCOUNTS.twilio_token,
            sender=ACCOUNTS.twilio_number,
            base_url=vendors.url_of("twilio"),
        )
        sent = [
            await asyncio.to_thread(library.messages.create, to=TO, from_=ACCOUNTS.twilio_number, body=body)
            for body in ("Hi", "Ho", "Hi")
        ]

        found = await ours.find(message(Channel.SMS, TO, text="Hi"), since=ago(60))
        await ours.close()

        assert found == Accepted(provider="twilio", provider_id=sent[0].sid, others=(sent[2].sid,))

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"to": "nobody"}, 21211),
            ({"body": ""}, 21602),
            ({"body": "x" * 1601}, 21617),
            ({"from_": "+19999999999"}, 21606),
        ],
    )
    async def test_is_refused_as_twilio_refuses(self, library: Client, fields, code):
        given = {"to": TO, "from_": ACCOUNTS.twilio_number, "body": "Hi", **fields}

        with pytest.raises(TwilioRestException) as refused:
            await asyncio.to_thread(library.messages.create, **given)

        assert (refused.value.code, refused.value.status) == (code, 400)

    async def test_follows_scripts(self, library: Client, vendors: Vendors):
        vendors.scripts.set(TO, ["error:21610"])

        with pytest.raises(TwilioRestException) as refused:
            await asyncio.to_thread(library.messages.create, to=TO, from_=ACCOUNTS.twilio_number, body="Hi")

        assert refused.value.code == 21610


class TestSendGridsLibrary:
    async def test_sends(self, vendors: Vendors):
        client = SendGridAPIClient(ACCOUNTS.sendgrid_key, host=vendors.url_of("sendgrid"))
        mail = Mail(ACCOUNTS.sendgrid_sender, "ann@customer.example", "Hi", "plain", "<p>html</p>")

        answer = await asyncio.to_thread(client.send, mail)

        assert answer.status_code == 202
        assert answer.headers["x-message-id"]
        assert [each["recipient"] for each in vendors.ledger.entries(kind="accepted")] == [
            "ann@customer.example"
        ]
