"""The settings of those who carry messages. A provider is there when its first setting is set."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from accord.app.settings.secret import Secret
from accord.app.settings.section import Section
from accord.app.settings.values import SMTPSecurity

_SENDER = "Who e-mails come from, as `support@example.com` or `Example <support@example.com>`."
_BOUND = "How long one call may take."


class SMTPSettings(Section, frozen=True):
    """E-mail by SMTP."""

    host: Annotated[str | None, Meta(description="The mail server. Unset: no e-mail by SMTP.")] = None
    port: Annotated[
        int, Meta(ge=1, le=65535, description="Its port; 465 goes with `tls`, 25 with `none`.")
    ] = 587
    security: Annotated[
        SMTPSecurity,
        Meta(description="How the connection is protected; `starttls` refuses servers that do not offer it."),
    ] = SMTPSecurity.STARTTLS
    username: Annotated[
        str | None, Meta(description="The name to sign in with. Unset: without signing in.")
    ] = None
    password: Annotated[Secret | None, Meta(description="The password to sign in with.")] = None
    sender: Annotated[str | None, Meta(description=_SENDER)] = None
    reply_to: Annotated[str | None, Meta(description="Where answers go. Unset: to the sender.")] = None
    return_path: Annotated[str | None, Meta(description="Where bounces go. Unset: to the sender.")] = None
    connections: Annotated[int, Meta(ge=1, le=50, description="How many connections are used at once.")] = 4
    timeout_seconds: Annotated[
        float, Meta(ge=0.1, le=300, description="How long getting there, and then handing over, may take.")
    ] = 30.0
    ca_file: Annotated[
        Path | None, Meta(description="Certificates (PEM) to trust instead of the system's.")
    ] = None
    dkim_domain: Annotated[str | None, Meta(description="The domain that signs e-mails. Unset: no DKIM.")] = (
        None
    )
    dkim_selector: Annotated[str | None, Meta(description="The selector of the DKIM key.")] = None
    dkim_key: Annotated[Path | None, Meta(description="The private DKIM key (PEM; RSA or Ed25519).")] = None


class TwilioSettings(Section, frozen=True):
    """SMS by Twilio."""

    account_sid: Annotated[
        str | None, Meta(description="The account (`AC...`). Unset: no SMS by Twilio.")
    ] = None
    auth_token: Annotated[
        Secret | None, Meta(description="Its auth token; it also verifies what Twilio calls.")
    ] = None
    sender: Annotated[
        str | None, Meta(description="A number of ours (`+...`), or a messaging service (`MG...`).")
    ] = None
    status_callback_url: Annotated[
        str | None,
        Meta(
            description="The public address of our Twilio webhook, for example "
            "`https://crm.example.com/api/crm/webhooks/twilio`. Unset: no delivery reports."
        ),
    ] = None
    base_url: Annotated[str, Meta(description="Where its interface is.")] = "https://api.twilio.com"
    timeout_seconds: Annotated[float, Meta(ge=0.1, le=300, description=_BOUND)] = 20.0


class WhatsAppSettings(Section, frozen=True):
    """WhatsApp by Meta's Cloud API."""

    phone_number_id: Annotated[
        str | None, Meta(description="The id of our phone number. Unset: no WhatsApp.")
    ] = None
    access_token: Annotated[Secret | None, Meta(description="The token of a system user.")] = None
    app_secret: Annotated[
        Secret | None, Meta(description="The app's secret; it verifies what Meta calls.")
    ] = None
    verify_token: Annotated[
        Secret | None, Meta(description="The word we chose for Meta's handshake with our webhook.")
    ] = None
    templates: Annotated[
        dict[str, str],
        Meta(
            description="The approved template of a message type, for use outside of the 24-hour session: its "
            "name, and after colons its language and the values of the context that it takes, "
            "for example `reminder=friendly_reminder:en_US:client_name,event_date`."
        ),
    ] = msgspec.field(default_factory=dict)
    api_version: Annotated[str, Meta(description="The version of the Graph API.")] = "v23.0"
    base_url: Annotated[str, Meta(description="Where its interface is.")] = "https://graph.facebook.com"
    timeout_seconds: Annotated[float, Meta(ge=0.1, le=300, description=_BOUND)] = 20.0


class SendGridSettings(Section, frozen=True):
    """E-mail by SendGrid, when there is no SMTP server."""

    api_key: Annotated[
        Secret | None, Meta(description="The key. Unset: no e-mail through its interface.")
    ] = None
    sender: Annotated[str | None, Meta(description=_SENDER)] = None
    webhook_key: Annotated[
        str | None,
        Meta(
            description="The verification keys of its signed webhooks, between commas: of events, and of Inbound "
            "Parse's security policy."
        ),
    ] = None
    base_url: Annotated[str, Meta(description="Where its interface is.")] = "https://api.sendgrid.com"
    timeout_seconds: Annotated[float, Meta(ge=0.1, le=300, description=_BOUND)] = 20.0


class MailgunSettings(Section, frozen=True):
    """E-mail by Mailgun, when there is neither an SMTP server nor SendGrid."""

    api_key: Annotated[
        Secret | None, Meta(description="The key. Unset: no e-mail through its interface.")
    ] = None
    domain: Annotated[str | None, Meta(description="The sending domain.")] = None
    sender: Annotated[str | None, Meta(description=_SENDER)] = None
    signing_key: Annotated[
        Secret | None, Meta(description="The webhook signing key; it verifies what Mailgun calls.")
    ] = None
    base_url: Annotated[
        str, Meta(description="Where its interface is; in Europe `https://api.eu.mailgun.net`.")
    ] = "https://api.mailgun.net"
    timeout_seconds: Annotated[float, Meta(ge=0.1, le=300, description=_BOUND)] = 20.0
