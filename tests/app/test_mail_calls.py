"""Reports of e-mails, as SendGrid and Mailgun call them."""

import httpx
import pytest

from accord.app.compose import Platform
from accord.app.server import front_of
from accord.app.settings import (
    MailgunSettings,
    Secret,
    SendGridSettings,
    ServerSettings,
    Settings,
    SMTPSettings,
)
from accord.kit.crypto import TokenKeys
from make import Factory
from vendors import ACCOUNTS
from vendors.reports import Callback, mailgun_event, mailgun_signature, sendgrid_call, sendgrid_events

KEYS = TokenKeys(algorithm="HS256", secret="a secret of the tests, long enough for HS256", issuer="accord")
SENDGRID, MAILGUN = "http://accord.test/webhooks/sendgrid", "http://accord.test/webhooks/mailgun"
DELIVERED = {"event": "delivered", "sg_event_id": "e1", "accord_reference": "m1", "timestamp": 1_790_000_000}
PROCESSED = {"status": "processed"}
BOUNCE = b"""\
--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n\
From: MAILER-DAEMON@mx.example\r
To: bounces@example.com\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary=r\r
\r
--r\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example\r
\r
Final-Recipient: rfc822; gone@example.com\r
Action: failed\r
Status: 5.1.1\r
\r
--r\r
Content-Type: message/rfc822-headers\r
\r
Message-ID: <m1>\r
\r
--r--\r
\r\n--b--\r\n"""


@pytest.fixture
def settings():
    return Settings(
        server=ServerSettings(worker=False),
        sendgrid=SendGridSettings(webhook_key=ACCOUNTS.sendgrid_public_key),
        mailgun=MailgunSettings(signing_key=Secret(ACCOUNTS.mailgun_signing)),
    )


@pytest.fixture
def call(database, url, settings):
    """Makes a provider's call; the answer."""

    async def made(callback: Callback, **headers):
        front, _ = front_of(Platform(settings, url, database, KEYS))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=front)) as client:
            return await client.post(callback.url, content=callback.body, headers=callback.headers | headers)

    return made


@pytest.fixture
def message(database):
    """Writes a sent e-mail that its provider calls `m1`; reads its status."""

    async def written(provider):
        async with database.transaction() as db:
            factory = Factory(db)
            customer = await factory.customer()
            made = await factory.communication(customer.id, provider=provider, provider_id="m1")

        async def status():
            return await database.pool.fetchval("SELECT status FROM communications WHERE id = $1", made.id)

        return status

    return written


class TestSendGrid:
    async def test_tells_that_an_email_was_delivered(self, call, message):
        status = await message("sendgrid")

        answer = await call(sendgrid_events(SENDGRID, [DELIVERED]))

        assert (answer.status_code, answer.json(), await status()) == (200, PROCESSED, "delivered")

    async def test_is_believed_by_its_signature_alone(self, call, message):
        status = await message("sendgrid")
        forged = {"x-twilio-email-event-webhook-signature": "MEUCIQ=="}

        answer = await call(sendgrid_events(SENDGRID, [DELIVERED]), **forged)

        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "FORBIDDEN")
        assert await status() == "sent"

    async def test_that_cannot_be_read_is_400(self, call):
        assert (await call(sendgrid_call(SENDGRID, "application/json", b"{"))).status_code == 400


class TestMailgun:
    async def test_tells_that_an_email_was_opened_once(self, call, message):
        status = await message("mailgun")
        event = mailgun_event(MAILGUN, {"event": "opened", "message": {"headers": {"message-id": "m1"}}})

        answers = [await call(event) for _ in range(2)]

        assert [answer.json() for answer in answers] == [PROCESSED] * 2
        assert await status() == "opened"

    async def test_that_cannot_be_read_is_406(self, call):
        event = mailgun_event(MAILGUN, {"event": "opened", "message": {"headers": {}}})

        assert (await call(event)).status_code == 406


class TestAnEmailThatWentBySMTP:
    @pytest.fixture
    def settings(self, settings):
        smtp = SMTPSettings(host="localhost", sender="desk@example.com")
        return Settings(
            server=settings.server, sendgrid=settings.sendgrid, mailgun=settings.mailgun, smtp=smtp
        )

    async def test_is_known_by_its_message_id(self, call, message):
        status = await message("smtp")

        await call(sendgrid_events(SENDGRID, [DELIVERED | {"accord_reference": "", "smtp-id": "<m1>"}]))

        assert await status() == "delivered"

    async def test_is_known_by_its_bounce(self, call, message):
        status = await message("smtp")

        answer = await call(sendgrid_call(SENDGRID, "multipart/form-data; boundary=b", BOUNCE))

        assert (answer.json(), await status()) == (PROCESSED, "bounced")

    async def test_is_known_by_its_bounce_that_mailgun_passes_on_whole(self, call, message):
        status = await message("smtp")
        signed = mailgun_signature()
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{signed[name]}\r\n'
            for name in signed
        ]
        body = "".join(parts).encode() + BOUNCE.replace(b'"email"', b'"body-mime"')
        form = {"content-type": "multipart/form-data; boundary=b"}

        answer = await call(Callback(f"{MAILGUN}/mime", form, body))

        assert (answer.json(), await status()) == (PROCESSED, "bounced")


class TestAnotherCall:
    @pytest.mark.parametrize("path", ["/webhooks/other", "/webhooks"])
    async def test_is_not_found(self, call, path):
        assert (await call(Callback(f"http://accord.test{path}", {}, b""))).status_code == 404

    async def test_is_refused_when_it_is_too_large(self, call):
        large = Callback(SENDGRID, {"content-type": "application/json"}, b"x" * (25 * 1024 * 1024 + 1))

        assert (await call(large)).status_code == 413
