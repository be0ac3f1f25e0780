"""Only authentic calls count: what the vendors' own libraries sign passes, and every mutation of it is refused."""

import base64
import string
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from urllib.parse import parse_qsl

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sendgrid.helpers.eventwebhook import EventWebhook
from twilio.request_validator import RequestValidator

from accord.adapters.channels.mailgun import MailgunReader
from accord.adapters.channels.sendgrid import SendGridReader
from accord.adapters.channels.twilio import TwilioReader
from accord.adapters.channels.whatsapp import WhatsAppReader
from accord.core.communications import Delivery, NotAuthentic, WebhookReader
from accord.kit import clock
from make.depth import DEEP, SEED, TRIED, depth
from vendors import ACCOUNTS, Callback, mailgun_event, sendgrid_events, twilio_status, whatsapp_call
from vendors.accounts import Accounts

URL = "https://crm.example.com/api/crm/webhooks/x?a=1"
MUTATIONS = depth(500, 10_000)

STATUS = {
    "statuses": [{"id": "wamid.A", "status": "delivered", "timestamp": "1698412800", "recipient_id": "919"}]
}
EVENT = {
    "event": "delivered",
    "message": {"headers": {"message-id": "a@b.example"}},
    "timestamp": 1698412800.5,
}


@dataclass(frozen=True)
class Signed:
    """A reader, a call that it believes, and where the call's signature stands."""

    reader: WebhookReader
    make: Callable[[], Callback]
    headers: tuple[str, ...]
    is_body_signed: bool = True


SIGNED = {
    "twilio": Signed(
        TwilioReader(auth_token=ACCOUNTS.twilio_token),
        lambda: twilio_status(URL, "SM1", "delivered", To="+919876543210"),
        ("x-twilio-signature",),
    ),
    "whatsapp": Signed(
        WhatsAppReader(app_secret=ACCOUNTS.whatsapp_secret),
        lambda: whatsapp_call(URL, STATUS),
        ("x-hub-signature-256",),
    ),
    "sendgrid": Signed(
        SendGridReader(public_key=ACCOUNTS.sendgrid_public_key),
        lambda: sendgrid_events(URL, [{"event": "open", "sg_event_id": "e1", "sg_message_id": "m1.f"}]),
        ("x-twilio-email-event-webhook-signature", "x-twilio-email-event-webhook-timestamp"),
    ),
    "mailgun": Signed(
        MailgunReader(signing_key=ACCOUNTS.mailgun_signing),
        lambda: mailgun_event(URL, EVENT),
        (),
        is_body_signed=False,
    ),
}
UNSIGNED = {
    "twilio": TwilioReader,
    "whatsapp": WhatsAppReader,
    "sendgrid": SendGridReader,
    "mailgun": MailgunReader,
}
SECRET_NAMES = {
    "twilio": "auth_token",
    "whatsapp": "app_secret",
    "sendgrid": "public_key",
    "mailgun": "signing_key",
}
ODD_TEXTS = [
    "", " ", "=", "====", "x", "sha256=", "sha256", "sha1=abc", "null", "\x00", "é", "\ud800", "A" * 100_000,
    "not base64!", "////", "MEUCIQ==", "MEYCIQD" + "A" * 89 + "=", "0" * 64, "-1", "1e9", "٣" * 10, "\u0000" * 40,
]  # fmt: skip


def read(reader: WebhookReader, call: Callback) -> Delivery:
    return reader.read(url=call.url, headers=call.headers, body=call.body, now=clock.now())


def is_refused(reader: WebhookReader, call: Callback) -> bool:
    """Whether the call is not authentic. Any other exception is a failure of the test."""
    try:
        read(reader, call)
    except NotAuthentic:
        return True
    return False


def changed(random: Random, text: str) -> str:
    """Another text, by one of the ways in which texts get changed."""
    at = random.randrange(len(text) + 1)
    letter = random.choice("Aa0+/=fF9-_ .\n\x00é")
    found = random.choice(
        (
            text[:at] + letter + text[at:],
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at + 1 :],
            text.swapcase(),
            text + text,
            text[::-1],
            text[:at],
            random.choice(ODD_TEXTS),
        )
    )
    return found if found != text else text + "x"


def mutated(random: Random, signed: Signed, call: Callback) -> Callback:
    """The call with something of what is signed changed."""
    if not signed.is_body_signed:
        content = msgspec.json.decode(call.body)
        field = random.choice(sorted(content["signature"]))
        other = changed(random, content["signature"][field]).encode("utf-8", "replace").decode()
        content["signature"][field] = random.choice((other, other, None, 7, [], {}))
        return replace(call, body=msgspec.json.encode(content))
    way = random.randrange(len(signed.headers) + 2)
    if way < len(signed.headers):
        name = signed.headers[way]
        return replace(call, headers={**call.headers, name: changed(random, call.headers[name])})
    if way == len(signed.headers):
        name = random.choice(signed.headers)
        return replace(call, headers={each: text for each, text in call.headers.items() if each != name})
    return replace(call, body=_other_body(random, call.body))


def _other_body(random: Random, body: bytes) -> bytes:
    at = random.randrange(len(body))
    found = random.choice(
        (body[:at], body + b"&x=1", body[:at] + b"%ff" + body[at:], random.randbytes(40), b"", body * 2)
    )
    return found if found != body else body + b"&y=2"


@pytest.mark.parametrize("name", SIGNED)
class TestACall:
    def test_that_is_signed_is_believed(self, name):
        signed = SIGNED[name]

        assert len(read(signed.reader, signed.make()).receipts) == 1

    def test_that_is_changed_in_any_way_is_not_authentic(self, name):
        signed, random = SIGNED[name], Random(f"{SEED if DEEP else 5}-{name}")
        call = signed.make()

        passed = [
            each
            for each in (mutated(random, signed, call) for _ in range(MUTATIONS))
            if not is_refused(signed.reader, each)
        ]

        assert passed == []
        TRIED[f"mutations of {name}"] += MUTATIONS

    def test_without_any_header_or_body_is_not_authentic(self, name):
        assert is_refused(SIGNED[name].reader, Callback(URL, {}, b""))

    @pytest.mark.parametrize(
        "body", [b"", b"[" * 100_000, b"\xff\xfe", b'{"signature":1}', b"null", b"x" * 1_000_000]
    )
    def test_with_an_odd_body_is_not_authentic(self, name, body):
        call = SIGNED[name].make()

        for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "x", ""):
            headers = {**call.headers, "content-type": kind}
            assert is_refused(SIGNED[name].reader, replace(call, headers=headers, body=body))

    def test_with_an_odd_signature_is_not_authentic(self, name):
        signed, call = SIGNED[name], SIGNED[name].make()

        for header in signed.headers:
            for text in ODD_TEXTS:
                assert is_refused(signed.reader, replace(call, headers={**call.headers, header: text}))

    def test_is_not_authentic_while_no_secret_is_configured(self, name):
        reader = UNSIGNED[name](**{SECRET_NAMES[name]: None})

        assert is_refused(reader, SIGNED[name].make())

    def test_without_a_signature_is_believed_where_that_is_allowed(self, name):
        reader = UNSIGNED[name](**{SECRET_NAMES[name]: None}, allow_unsigned=True)
        call = SIGNED[name].make()
        kept = {"content-type": call.headers["content-type"]}

        assert len(read(reader, replace(call, headers=kept)).receipts) == 1

    def test_needs_its_signature_even_where_unsigned_calls_are_allowed(self, name):
        secret = {"sendgrid": ACCOUNTS.sendgrid_public_key}.get(name, "a secret")
        reader = UNSIGNED[name](**{SECRET_NAMES[name]: secret}, allow_unsigned=True)

        assert is_refused(reader, replace(SIGNED[name].make(), headers={}, body=b"{}"))


class TestTwiliosLibrary:
    """The official validator signs; the reader believes it, and the stand-in signs the same."""

    validator = RequestValidator(ACCOUNTS.twilio_token)
    reader = TwilioReader(auth_token=ACCOUNTS.twilio_token)

    @pytest.mark.parametrize(
        "url",
        [
            "https://crm.example.com/hook",
            "https://crm.example.com:443/hook?x=1&y=%20",
            "https://crm.example.com:8443/hook",
            "http://crm.example.com/hook?",
            "http://localhost:8000/api/crm/webhooks/twilio",
        ],
    )
    @pytest.mark.parametrize("signs_port", [True, False])
    def test_signs_forms(self, url, signs_port):
        form = {"MessageSid": "SM1", "MessageStatus": "sent", "Z": "ü & =", "a": "", "To": "+1 5"}
        call = twilio_status(url, "SM1", "sent", **form)
        fields = dict(_pairs(call.body))
        signed_url = url if signs_port else url.replace(":443", "").replace(":8443", "").replace(":8000", "")
        call.headers["x-twilio-signature"] = self.validator.compute_signature(signed_url, fields)

        assert len(read(self.reader, call).receipts) == 1

    def test_signs_what_the_stand_in_signs(self):
        call = twilio_status(URL, "SM1", "delivered", To="+919876543210", Odd="ü =&")

        assert self.validator.validate(call.url, dict(_pairs(call.body)), call.headers["x-twilio-signature"])

    def test_signs_other_bodies_by_their_hash(self):
        body = '{"MessageSid":"SM1","MessageStatus":"delivered"}'
        url = f"{URL}&bodySHA256={self.validator.compute_hash(body)}"
        headers = {
            "content-type": "application/json",
            "x-twilio-signature": self.validator.compute_signature(url, {}),
        }

        assert self.validator.validate(url, body, headers["x-twilio-signature"])
        assert len(read(self.reader, Callback(url, headers, body.encode())).receipts) == 1
        assert is_refused(self.reader, Callback(url, headers, body.encode() + b" "))
        bare = {**headers, "x-twilio-signature": self.validator.compute_signature(URL, {})}
        assert is_refused(self.reader, Callback(URL, bare, body.encode()))

    @pytest.mark.parametrize(
        "url", ["", "x", "http://", "https://a:b/", "https://a:99999/", "ftp://a/", "http://[::1"]
    )
    def test_cannot_save_an_odd_address(self, url):
        assert is_refused(self.reader, replace(twilio_status(URL, "SM1", "sent"), url=url))


class TestSendGridsLibrary:
    def test_believes_what_the_stand_in_signs(self):
        call = SIGNED["sendgrid"].make()
        signature, stamp = (call.headers[each] for each in SIGNED["sendgrid"].headers)
        library = EventWebhook(ACCOUNTS.sendgrid_public_key)

        assert library.verify_signature(call.body.decode(), signature, stamp)
        assert not library.verify_signature(call.body.decode() + " ", signature, stamp)

    def test_is_stricter_about_base64_than_the_library(self):
        letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
        header = SIGNED["sendgrid"].headers[0]
        calls = (SIGNED["sendgrid"].make() for _ in range(200))
        call = next(each for each in calls if each.headers[header].endswith("="))
        bare = call.headers[header].rstrip("=")
        padding = call.headers[header][len(bare) :]
        other = bare[:-1] + letters[letters.index(bare[-1]) + 1] + padding

        assert base64.b64decode(other) == base64.b64decode(call.headers[header])
        assert is_refused(SIGNED["sendgrid"].reader, replace(call, headers={**call.headers, header: other}))

    @pytest.mark.parametrize("form", ["bare", "pem", "lines"])
    def test_reads_the_key_in_the_forms_that_people_paste(self, form):
        bare = ACCOUNTS.sendgrid_public_key
        lines = "\n".join(bare[at : at + 64] for at in range(0, len(bare), 64))
        texts = {
            "bare": bare,
            "pem": f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n",
            "lines": lines,
        }

        assert len(read(SendGridReader(public_key=texts[form]), SIGNED["sendgrid"].make()).receipts) == 1

    @pytest.mark.parametrize("is_first", [True, False])
    def test_signs_events_and_mails_with_a_key_each(self, is_first):
        keys = [ACCOUNTS.sendgrid_public_key, Accounts().sendgrid_public_key]
        both, other = ", ".join(keys if is_first else keys[::-1]), keys[1]

        assert len(read(SendGridReader(public_key=both), SIGNED["sendgrid"].make()).receipts) == 1
        assert is_refused(SendGridReader(public_key=f"{other},{other}"), SIGNED["sendgrid"].make())

    @pytest.mark.parametrize("kind", ["garbage", "other-curve", "empty"])
    def test_believes_nobody_with_a_key_that_is_none(self, kind):
        other = generate_private_key(SECP384R1()).public_key()
        der = other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        key = {"garbage": "%%%", "other-curve": base64.b64encode(der).decode(), "empty": ""}[kind]

        assert is_refused(SendGridReader(public_key=key), SIGNED["sendgrid"].make())


class TestMailgunsToken:
    def test_cannot_lend_letters_to_the_timestamp(self):
        call = SIGNED["mailgun"].make()
        content = msgspec.json.decode(call.body)
        sent = content["signature"]
        sent["timestamp"], sent["token"] = sent["timestamp"] + sent["token"][0], sent["token"][1:]

        assert is_refused(SIGNED["mailgun"].reader, replace(call, body=msgspec.json.encode(content)))

    def test_is_the_identity_of_the_event(self):
        call = SIGNED["mailgun"].make()
        content = msgspec.json.decode(call.body)
        content["event-data"]["id"] = "forged"

        (receipt,) = read(SIGNED["mailgun"].reader, replace(call, body=msgspec.json.encode(content))).receipts

        assert receipt.event_key == content["signature"]["token"]


GOOD = {
    "hub.mode": "subscribe",
    "hub.verify_token": ACCOUNTS.whatsapp_verify,
    "hub.challenge": "1158201444",
}


class TestMetasHandshake:
    reader = WhatsAppReader(app_secret=None, verify_token=ACCOUNTS.whatsapp_verify)

    def test_is_answered_with_its_challenge(self):
        assert self.reader.handshake(GOOD) == "1158201444"

    @pytest.mark.parametrize(
        "change",
        [
            {"hub.verify_token": "x"},
            {"hub.verify_token": ""},
            {"hub.verify_token": "é\ud800"},
            {"hub.verify_token": ACCOUNTS.whatsapp_verify.upper()},
            {"hub.mode": "unsubscribe"},
            {"hub.mode": ""},
        ],
    )
    def test_of_a_stranger_is_not_authentic(self, change):
        with pytest.raises(NotAuthentic):
            self.reader.handshake({**GOOD, **change})

    @pytest.mark.parametrize("missing", ["hub.mode", "hub.verify_token"])
    def test_without_all_its_parts_is_not_authentic(self, missing):
        query = {name: text for name, text in GOOD.items() if name != missing}

        with pytest.raises(NotAuthentic):
            self.reader.handshake(query)

    def test_needs_a_word_of_ours(self):
        with pytest.raises(NotAuthentic):
            WhatsAppReader(app_secret="s").handshake(GOOD)

    def test_is_something_else_than_any_other_query(self):
        assert self.reader.handshake({"a": "1"}) is None


def _pairs(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode(), keep_blank_values=True)
