"""The settings make providers and readers, or are refused with what is missing."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from accord.app.channels import providers_of, webhooks_of
from accord.app.settings import Settings, SettingsError, load
from accord.core.communications import NotAuthentic, Unreadable
from accord.core.interactions import Channel
from accord.kit import clock

SMTP = {"ACCORD_SMTP__HOST": "mail.example.com", "ACCORD_SMTP__SENDER": "Desk <desk@example.com>"}
SENDGRID = {"ACCORD_SENDGRID__API_KEY": "SG.x", "ACCORD_SENDGRID__SENDER": "desk@example.com"}
MAILGUN = {
    "ACCORD_MAILGUN__API_KEY": "key",
    "ACCORD_MAILGUN__DOMAIN": "mg.example.com",
    "ACCORD_MAILGUN__SENDER": "desk@example.com",
}
TWILIO = {
    "ACCORD_TWILIO__ACCOUNT_SID": "AC1",
    "ACCORD_TWILIO__AUTH_TOKEN": "token",
    "ACCORD_TWILIO__SENDER": "+15005550006",
}
WHATSAPP = {"ACCORD_WHATSAPP__PHONE_NUMBER_ID": "1", "ACCORD_WHATSAPP__ACCESS_TOKEN": "token"}
PRODUCTION = {"ACCORD_ENVIRONMENT": "production", "ACCORD_AUTH__SECRET": "0123456789abcdef0123456789abcdef"}


def settings(*variables: dict[str, str]) -> Settings:
    return load(environ={name: value for each in variables for name, value in each.items()})


class TestTheProviders:
    def test_are_none_when_nothing_is_set(self):
        assert providers_of(settings()) == {}

    def test_are_one_for_each_configured_channel(self):
        found = providers_of(settings(SMTP, TWILIO, WHATSAPP))

        names = {channel: provider.name for channel, provider in found.items()}
        assert names == {Channel.EMAIL: "smtp", Channel.SMS: "twilio", Channel.WHATSAPP: "whatsapp"}

    @pytest.mark.parametrize(
        ("given", "name"),
        [
            ((SMTP, SENDGRID, MAILGUN), "smtp"),
            ((SENDGRID, MAILGUN), "sendgrid"),
            ((MAILGUN,), "mailgun"),
        ],
    )
    def test_prefer_smtp_for_email(self, given, name):
        assert providers_of(settings(*given))[Channel.EMAIL].name == name

    def test_sign_emails_with_a_key(self, tmp_path: Path):
        key = tmp_path / "dkim.pem"
        key.write_bytes(
            Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        dkim = {
            "ACCORD_SMTP__DKIM_DOMAIN": "example.com",
            "ACCORD_SMTP__DKIM_SELECTOR": "s1",
            "ACCORD_SMTP__DKIM_KEY": str(key),
        }

        assert Channel.EMAIL in providers_of(settings(SMTP, dkim))


class TestTheReaders:
    @pytest.mark.parametrize("name", ["mailgun", "sendgrid", "twilio", "whatsapp"])
    def test_refuse_everything_without_a_secret(self, name):
        reader = webhooks_of(settings())[name]

        with pytest.raises(NotAuthentic):
            reader.read(url="https://crm.example.com/", headers={}, body=b"{}", now=clock.now())

    @pytest.mark.parametrize("name", ["mailgun", "sendgrid", "twilio", "whatsapp"])
    def test_take_unsigned_calls_where_that_is_allowed(self, name):
        reader = webhooks_of(settings({"ACCORD_WEBHOOKS__ALLOW_UNSIGNED": "true"}))[name]

        with pytest.raises(Unreadable):
            reader.read(url="https://crm.example.com/", headers={}, body=b"{}", now=clock.now())

    @pytest.mark.parametrize(
        ("given", "provider"), [((SMTP,), "smtp"), ((SENDGRID,), "sendgrid"), ((), "sendgrid")]
    )
    def test_report_in_the_name_of_who_handed_the_emails_over(self, given, provider):
        reader = webhooks_of(settings({"ACCORD_WEBHOOKS__ALLOW_UNSIGNED": "true"}, *given))["sendgrid"]
        body = b'[{"event":"delivered","smtp-id":"<r@example.com>"}]'

        found = reader.read(url="https://crm.example.com/", headers={}, body=body, now=clock.now())

        assert [(each.provider, each.provider_id) for each in found.receipts] == [(provider, "r@example.com")]


WRONG = {
    "smtp.host needs smtp.sender": ({"ACCORD_SMTP__HOST": "m"},),
    "smtp.username needs smtp.password": (SMTP, {"ACCORD_SMTP__USERNAME": "u"}),
    "smtp.dkim_domain needs smtp.dkim_selector": (SMTP, {"ACCORD_SMTP__DKIM_DOMAIN": "d"}),
    "smtp.sender = 'desk': it takes an e-mail address": (SMTP, {"ACCORD_SMTP__SENDER": "desk"}),
    "smtp.ca_file = '/no/such.pem': there is no such file": (SMTP, {"ACCORD_SMTP__CA_FILE": "/no/such.pem"}),
    "smtp.security = none would show the password: production takes starttls, tls": (
        PRODUCTION,
        SMTP,
        {"ACCORD_SMTP__SECURITY": "none", "ACCORD_SMTP__USERNAME": "u", "ACCORD_SMTP__PASSWORD": "p"},
    ),
    "twilio.account_sid needs twilio.auth_token": ({"ACCORD_TWILIO__ACCOUNT_SID": "AC1"},),
    "twilio.status_callback_url = 'x': it takes URLs that start with https://": (
        TWILIO,
        {"ACCORD_TWILIO__STATUS_CALLBACK_URL": "x"},
    ),
    "twilio.base_url = 'http://localhost:1': it takes URLs that start with https://": (
        PRODUCTION,
        TWILIO,
        {"ACCORD_TWILIO__BASE_URL": "http://localhost:1"},
    ),
    "whatsapp.phone_number_id needs whatsapp.access_token": ({"ACCORD_WHATSAPP__PHONE_NUMBER_ID": "1"},),
    "sendgrid.api_key needs sendgrid.sender": ({"ACCORD_SENDGRID__API_KEY": "k"},),
    "mailgun.api_key needs mailgun.domain": ({"ACCORD_MAILGUN__API_KEY": "k"},),
}


class TestASettingThatIsWrong:
    @pytest.mark.parametrize("message", WRONG)
    def test_stops_the_start(self, message):
        with pytest.raises(SettingsError) as refused:
            settings(*WRONG[message])

        assert str(refused.value) == message
