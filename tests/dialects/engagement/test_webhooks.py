"""What providers call, and what is answered."""

import base64
import hashlib
import hmac
import json
from urllib.parse import urlencode

import pytest

from accord.app.settings import (
    AuthSettings,
    EngagementSettings,
    RateLimitSettings,
    Secret,
    ServerSettings,
    Settings,
    TwilioSettings,
    WhatsAppSettings,
)
from dialects.conftest import SECRET

from .conftest import BASE

APP_SECRET, AUTH_TOKEN, VERIFY = "whatsapp app secret", "twilio auth token", "our word"
TWIML = '<?xml version="1.0" encoding="UTF-8"?>\n<Response></Response>'
PUBLIC = "https://crm.example"


@pytest.fixture
def settings():
    return Settings(
        auth=AuthSettings(secret=Secret(SECRET)),
        rate_limits=RateLimitSettings(),
        server=ServerSettings(worker=False),
        engagement=EngagementSettings(public_url=PUBLIC),
        twilio=TwilioSettings(account_sid="AC1", auth_token=Secret(AUTH_TOKEN), sender="+15550001"),
        whatsapp=WhatsAppSettings(
            phone_number_id="1",
            access_token=Secret("x"),
            app_secret=Secret(APP_SECRET),
            verify_token=Secret(VERIFY),
        ),
    )


@pytest.fixture
def provider(open_client):
    return open_client(BASE)


def receipt(provider_id, status="delivered"):
    """The document's delivery receipt."""
    told = {
        "id": provider_id,
        "status": status,
        "timestamp": "1698412800",
        "recipient_id": "919876543210",
    }
    return {"entry": [{"changes": [{"value": {"statuses": [told]}}]}]}


async def call_whatsapp(client, body, secret=APP_SECRET, **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    sent = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"} | headers
    return await client.post("/webhooks/whatsapp", content=raw, headers=sent)


async def call_twilio(client, fields, *, url=f"http://accord.test{BASE}/webhooks/twilio", token=AUTH_TOKEN):
    signed = url + "".join(name + value for name, value in sorted(fields.items()))
    signature = base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    return await client.post("/webhooks/twilio", content=urlencode(fields), headers=headers)


async def shown(client, made):
    return (await client.get(f"/communications/{made}")).json()


class TestWhatsApp:
    async def test_tells_that_a_message_was_delivered(self, provider, engagement, message):
        made = await message(
            channel="whatsapp", provider="whatsapp", provider_id="wamid.HBgNMTIzNDU2Nzg5MAA="
        )

        answer = await call_whatsapp(provider, receipt("wamid.HBgNMTIzNDU2Nzg5MAA="))

        assert (answer.status_code, answer.json()) == (200, {"status": "processed"})
        detail = await shown(engagement, made)
        assert (detail["status"], detail["delivered_at"]) == ("delivered", "2023-10-27T13:20:00Z")

    async def test_tells_that_a_message_was_read(self, provider, engagement, message):
        made = await message(channel="whatsapp", provider="whatsapp", provider_id="w1")

        await call_whatsapp(provider, receipt("w1", "read"))

        detail = await shown(engagement, made)
        assert (detail["status"], detail["opened_at"]) == ("opened", detail["delivered_at"])

    async def test_may_tell_it_again(self, provider, engagement, message):
        made = await message(channel="whatsapp", provider="whatsapp", provider_id="w1")

        answers = [await call_whatsapp(provider, receipt("w1")) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200] * 3
        assert len((await shown(engagement, made))["delivery_logs"]) == 1

    async def test_may_tell_of_messages_that_nobody_knows(self, provider):
        assert (await call_whatsapp(provider, receipt("unknown"))).json() == {"status": "processed"}

    async def test_is_believed_by_its_signature_alone(self, provider, engagement, message):
        made = await message(channel="whatsapp", provider="whatsapp", provider_id="w1")

        forged = await call_whatsapp(provider, receipt("w1"), secret="another")
        bare = await provider.post("/webhooks/whatsapp", json=receipt("w1"))
        odd = await call_whatsapp(provider, receipt("w1"), **{"X-Hub-Signature-256": b"\xff\xfe"})

        for answer in (forged, bare, odd):
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "FORBIDDEN")
        assert (await shown(engagement, made))["status"] == "sent"

    @pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'{"entry": 7}', b""])
    async def test_that_cannot_be_read_is_400(self, provider, body):
        answer = await call_whatsapp(provider, body)

        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "INVALID_REQUEST")

    async def test_may_be_large_but_not_too_large(self, provider):
        large = receipt("w1") | {"padding": "x" * 2_500_000}

        assert (await call_whatsapp(provider, large)).status_code == 200
        assert (await call_whatsapp(provider, large | {"more": "x" * 1_000_000})).status_code == 413

    async def test_is_not_limited(self, provider):
        assert "x-ratelimit-limit" not in (await call_whatsapp(provider, receipt("w1"))).headers

    async def test_is_asked_for_our_word_first(self, provider):
        query = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}

        answer = await provider.get("/webhooks/whatsapp", params=query)
        wrong = await provider.get("/webhooks/whatsapp", params=query | {"hub.verify_token": "x"})
        other = await provider.get("/webhooks/whatsapp")

        assert (answer.status_code, answer.text) == (200, "1158201444")
        assert answer.headers["content-type"].startswith("text/plain")
        assert (wrong.status_code, other.status_code) == (403, 400)
        assert other.json()["error"]["details"]["field"] == "hub.mode"

    async def test_brings_what_a_client_answers(self, provider, engagement, message, customer, database):
        made = await message(
            channel="whatsapp", provider="whatsapp", provider_id="w1", recipient="+919876543210"
        )
        await database.pool.execute("UPDATE customers SET phone = '+919876543210'")
        await database.pool.execute(
            "UPDATE customer_identities SET value = '+919876543210', normalised = '+919876543210' WHERE kind = 'phone'"
        )
        answer = {"id": "w2", "from": "919876543210", "type": "text", "text": {"body": "STOP"}}

        told = await call_whatsapp(provider, {"entry": [{"changes": [{"value": {"messages": [answer]}}]}]})

        assert told.status_code == 200
        wishes = (await engagement.get(f"/preferences/{customer.id}")).json()
        assert wishes["opt_out_whatsapp"] is True
        listed = (await engagement.get("/communications")).json()["communications"]
        assert [row["communication_id"] for row in listed] == [str(made)]


DELIVERED = {
    "MessageSid": "SM1234567890abcdef",
    "MessageStatus": "delivered",
    "To": "+919876543210",
    "From": "+11234567890",
    "Timestamp": "2025-10-27T10:30:00Z",
}


class TestTwilio:
    @pytest.fixture
    async def made(self, message):
        return await message(channel="sms", provider="twilio", provider_id="SM1234567890abcdef")

    async def test_tells_that_a_message_was_delivered(self, provider, engagement, made):
        answer = await call_twilio(provider, DELIVERED)

        assert (answer.status_code, answer.text) == (200, TWIML)
        assert answer.headers["content-type"] == "application/xml"
        detail = await shown(engagement, made)
        assert (detail["status"], detail["delivered_at"]) == ("delivered", "2025-10-27T10:30:00Z")

    async def test_is_believed_also_behind_a_proxy(self, provider, engagement, made):
        answer = await call_twilio(provider, DELIVERED, url=f"{PUBLIC}{BASE}/webhooks/twilio")

        assert answer.status_code == 200

    async def test_says_undelivered_for_failed(self, provider, engagement, made):
        await call_twilio(provider, DELIVERED | {"MessageStatus": "undelivered", "ErrorCode": "30003"})

        assert (await shown(engagement, made))["status"] in ("failed", "bounced")

    async def test_is_believed_by_its_signature_alone(self, provider, engagement, made):
        forged = await call_twilio(provider, DELIVERED, token="another")
        elsewhere = await call_twilio(provider, DELIVERED, url="https://evil.example/webhooks/twilio")

        assert (forged.status_code, elsewhere.status_code) == (403, 403)
        assert (await shown(engagement, made))["status"] == "sent"

    async def test_that_cannot_be_read_is_400(self, provider):
        assert (await call_twilio(provider, {"To": "+1"})).status_code == 400


class TestWithoutASecret:
    @pytest.fixture
    def settings(self, settings):
        return Settings(auth=settings.auth, server=settings.server)

    @pytest.mark.parametrize("path", ["/webhooks/whatsapp", "/webhooks/twilio"])
    async def test_nothing_is_believed(self, provider, path):
        assert (await provider.post(path, content=b"{}")).status_code == 403
