"""Every provider with the stand-in it talks to, so that one contract can be asked of all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from accord.adapters.channels.email import Security, Server, SMTPProvider
from accord.adapters.channels.mailgun import MailgunProvider
from accord.adapters.channels.sendgrid import SendGridProvider
from accord.adapters.channels.twilio import TwilioProvider
from accord.adapters.channels.whatsapp import WhatsAppProvider
from accord.core.communications import FailureKind, OutboundMessage, Provider
from accord.core.interactions import Channel
from accord.kit import clock
from vendors import ACCOUNTS, Scripts, Sink, Vendors

PATIENT = 10.0
IMPATIENT = 1.0
ID = UUID("0192b0c4-7d1e-7cc0-8a3e-5b1f6d2c9e10")
SENDER = f"Example Desk <{ACCOUNTS.sendgrid_sender}>"

Maker = Callable[..., Provider]


def message(channel: Channel, recipient: str, **given: Any) -> OutboundMessage:
    """A message of a communication that always has the same id."""
    given = {
        "reference": f"{ID}.{channel}",
        "text": "Dear Ann, see you at 10.",
        "subject": "Tomorrow",
        **given,
    }
    return OutboundMessage(communication_id=ID, channel=channel, recipient=recipient, **given)


def ago(seconds: float) -> Any:
    return clock.now() - timedelta(seconds=seconds)


@dataclass
class Counterpart:
    """One provider's side of the contract: how it is made, and which step of a script it takes for what."""

    name: str
    channel: Channel
    recipient: str
    make: Maker
    scripts: Scripts
    taken: Callable[[], list[dict[str, Any]]]
    refusals: Mapping[str, tuple[FailureKind, str]]
    wrong_key: Mapping[str, Any]
    failing: str = "500"
    finds: bool = False
    tells_retry: bool = True
    made: list[Provider] = field(default_factory=list)

    def provider(self, **options: Any) -> Provider:
        """A provider, with other options than the right ones if wanted."""
        self.made.append(self.make(**options))
        return self.made[-1]

    def message(self, **given: Any) -> OutboundMessage:
        return message(self.channel, given.pop("recipient", self.recipient), **given)

    def script(self, *steps: str) -> None:
        self.scripts.set(self.recipient, steps)


SMTP_REFUSALS = {
    "421": (FailureKind.RATE_LIMIT, "421"),
    "450": (FailureKind.TRANSIENT, "450"),
    "451 4.7.1 Too many messages": (FailureKind.RATE_LIMIT, "451"),
    "452": (FailureKind.TRANSIENT, "452"),
    "530": (FailureKind.AUTH_FAILURE, "530"),
    "535": (FailureKind.AUTH_FAILURE, "535"),
    "550": (FailureKind.PERMANENT, "550"),
    "550 5.1.3 Bad recipient address syntax": (FailureKind.INVALID_INPUT, "550"),
    "551": (FailureKind.PERMANENT, "551"),
    "552": (FailureKind.INVALID_INPUT, "552"),
    "553": (FailureKind.INVALID_INPUT, "553"),
    "554": (FailureKind.PERMANENT, "554"),
    "data:451": (FailureKind.TRANSIENT, "451"),
    "data:552": (FailureKind.INVALID_INPUT, "552"),
    "data:554": (FailureKind.PERMANENT, "554"),
    "garbage": (FailureKind.DOUBTFUL, ""),
}
HTTP_REFUSALS = {
    "500": (FailureKind.TRANSIENT, "500"),
    "503": (FailureKind.TRANSIENT, "503"),
    "504": (FailureKind.DOUBTFUL, "504"),
    "429": (FailureKind.RATE_LIMIT, "429"),
    "401": (FailureKind.AUTH_FAILURE, "401"),
    "403": (FailureKind.AUTH_FAILURE, "403"),
    "302": (FailureKind.TRANSIENT, "302"),
    "400": (FailureKind.INVALID_INPUT, "400"),
    "413": (FailureKind.INVALID_INPUT, "413"),
}


def coded(**codes: tuple[int, ...]) -> dict[str, tuple[FailureKind, str]]:
    """Refusals with the vendor's own codes."""
    return {
        f"error:{code}": (FailureKind(kind), str(code)) for kind, found in codes.items() for code in found
    }


def smtp(sink: Sink) -> Counterpart:
    def make(**options: Any) -> Provider:
        server = {"host": "localhost", "port": sink.port, "security": Security.NONE, "seconds": PATIENT}
        login = {"username": ACCOUNTS.smtp_user, "password": ACCOUNTS.smtp_password}
        return SMTPProvider(Server(**{**server, **login, **options}), sender=SENDER)

    def taken() -> list[dict[str, Any]]:
        ids = [str(mail["Message-ID"]).strip("<>") for mail in sink.mails()]
        entries = sink.ledger.entries(kind="accepted")
        return [{**entry, "id": each} for entry, each in zip(entries, ids, strict=True)]

    return Counterpart(
        name="smtp",
        channel=Channel.EMAIL,
        recipient="ann@customer.example",
        make=make,
        scripts=sink.scripts,
        taken=taken,
        refusals=SMTP_REFUSALS,
        wrong_key={"password": "wrong"},
        failing="451",
        tells_retry=False,
    )


def twilio(vendors: Vendors) -> Counterpart:
    right = {
        "account_sid": ACCOUNTS.twilio_sid,
        "auth_token": ACCOUNTS.twilio_token,
        "sender": ACCOUNTS.twilio_number,
        "base_url": vendors.url_of("twilio"),
        "seconds": PATIENT,
    }
    codes = coded(
        rate_limit=(20429,),
        auth_failure=(20003,),
        permanent=(21610, 21614, 21408),
        invalid_input=(21211, 21602, 21617),
    )
    return Counterpart(
        name="twilio",
        channel=Channel.SMS,
        recipient="+15017122661",
        make=lambda **options: TwilioProvider(**{**right, **options}),
        scripts=vendors.scripts,
        taken=lambda: vendors.ledger.entries(vendor="twilio", kind="accepted"),
        refusals={**HTTP_REFUSALS, **codes},
        wrong_key={"auth_token": "wrong"},
        finds=True,
    )


def whatsapp(vendors: Vendors) -> Counterpart:
    right = {
        "phone_number_id": ACCOUNTS.whatsapp_number_id,
        "access_token": ACCOUNTS.whatsapp_token,
        "base_url": vendors.url_of("whatsapp"),
        "seconds": PATIENT,
    }
    codes = coded(
        transient=(131000,),
        rate_limit=(4, 80007),
        auth_failure=(190, 102, 10, 200),
        permanent=(131026, 131047, 131051),
        invalid_input=(100, 131031, 132001),
    )
    return Counterpart(
        name="whatsapp",
        channel=Channel.WHATSAPP,
        recipient="+919876543210",
        make=lambda **options: WhatsAppProvider(**{**right, **options}),
        scripts=vendors.scripts,
        taken=lambda: vendors.ledger.entries(vendor="whatsapp", kind="accepted"),
        refusals={**HTTP_REFUSALS, **codes},
        wrong_key={"access_token": "wrong"},
    )


def sendgrid(vendors: Vendors) -> Counterpart:
    right = {
        "api_key": ACCOUNTS.sendgrid_key,
        "sender": SENDER,
        "base_url": vendors.url_of("sendgrid"),
        "seconds": PATIENT,
    }
    return Counterpart(
        name="sendgrid",
        channel=Channel.EMAIL,
        recipient="bea@customer.example",
        make=lambda **options: SendGridProvider(**{**right, **options}),
        scripts=vendors.scripts,
        taken=lambda: vendors.ledger.entries(vendor="sendgrid", kind="accepted"),
        refusals=HTTP_REFUSALS,
        wrong_key={"api_key": "wrong"},
    )


def mailgun(vendors: Vendors) -> Counterpart:
    right = {
        "api_key": ACCOUNTS.mailgun_key,
        "domain": ACCOUNTS.mailgun_domain,
        "sender": SENDER,
        "base_url": vendors.url_of("mailgun"),
        "seconds": PATIENT,
    }
    return Counterpart(
        name="mailgun",
        channel=Channel.EMAIL,
        recipient="cyd@customer.example",
        make=lambda **options: MailgunProvider(**{**right, **options}),
        scripts=vendors.scripts,
        taken=lambda: vendors.ledger.entries(vendor="mailgun", kind="accepted"),
        refusals=HTTP_REFUSALS,
        wrong_key={"api_key": "wrong"},
        finds=True,
    )


def at(counterpart: Counterpart, port: int, scheme: str) -> dict[str, object]:
    """The options of an impatient provider whose server is at a port."""
    if counterpart.name != "smtp":
        return {"base_url": f"{scheme}://localhost:{port}", "seconds": IMPATIENT}
    tls = {"security": Security.TLS} if scheme == "https" else {}
    return {"port": port, "seconds": IMPATIENT, **tls}
