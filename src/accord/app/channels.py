"""Who carries messages, and who reads what they report: made from the settings."""

from accord.adapters.channels.email import Security, Server, Signer, SMTPProvider
from accord.adapters.channels.mailgun import MailgunProvider, MailgunReader
from accord.adapters.channels.sendgrid import SendGridProvider, SendGridReader
from accord.adapters.channels.twilio import TwilioProvider, TwilioReader
from accord.adapters.channels.whatsapp import WhatsAppProvider, WhatsAppReader
from accord.core.communications import Provider, WebhookReader
from accord.core.interactions import Channel

from .settings import Secret, Settings, SMTPSettings


def providers_of(settings: Settings) -> dict[Channel, Provider]:
    """The configured provider of each channel; a channel without one is not there.

    For e-mail an SMTP server comes first, then SendGrid, then Mailgun. Raises ValueError for an unreadable DKIM key.
    """
    found = (_email(settings), _twilio(settings), _whatsapp(settings))
    return {provider.channel: provider for provider in found if provider is not None}


def webhooks_of(settings: Settings) -> dict[str, WebhookReader]:
    """The reader of each provider's webhook calls, by the provider's name.

    Those without a secret are there too: they refuse everything, or accept it when unsigned calls are allowed.
    """
    unsigned = settings.webhooks.allow_unsigned
    by_smtp = settings.smtp.host is not None
    return {
        "mailgun": MailgunReader(
            signing_key=_shown(settings.mailgun.signing_key),
            allow_unsigned=unsigned,
            carrier=SMTPProvider.name if by_smtp else MailgunProvider.name,
        ),
        "sendgrid": SendGridReader(
            public_key=settings.sendgrid.webhook_key,
            allow_unsigned=unsigned,
            carrier=SMTPProvider.name if by_smtp else SendGridProvider.name,
        ),
        "twilio": TwilioReader(auth_token=_shown(settings.twilio.auth_token), allow_unsigned=unsigned),
        "whatsapp": WhatsAppReader(
            app_secret=_shown(settings.whatsapp.app_secret),
            verify_token=_shown(settings.whatsapp.verify_token),
            allow_unsigned=unsigned,
        ),
    }


def _email(settings: Settings) -> Provider | None:
    if settings.smtp.host is not None:
        return _smtp(settings.smtp, settings.smtp.host)
    if settings.sendgrid.api_key is not None:
        return SendGridProvider(
            api_key=settings.sendgrid.api_key.reveal(),
            sender=settings.sendgrid.sender or "",
            base_url=settings.sendgrid.base_url,
            seconds=settings.sendgrid.timeout_seconds,
        )
    if settings.mailgun.api_key is not None:
        return MailgunProvider(
            api_key=settings.mailgun.api_key.reveal(),
            domain=settings.mailgun.domain or "",
            sender=settings.mailgun.sender or "",
            base_url=settings.mailgun.base_url,
            seconds=settings.mailgun.timeout_seconds,
        )
    return None


def _smtp(smtp: SMTPSettings, host: str) -> Provider:
    sender = smtp.sender or ""
    return SMTPProvider(
        Server(
            host=host,
            port=smtp.port,
            security=Security(smtp.security.value),
            username=smtp.username,
            password=_shown(smtp.password),
            ca_file=smtp.ca_file,
            seconds=smtp.timeout_seconds,
        ),
        sender=sender,
        reply_to=smtp.reply_to,
        return_path=smtp.return_path,
        signer=_signer(smtp),
        connections=smtp.connections,
    )


def _signer(smtp: SMTPSettings) -> Signer | None:
    if smtp.dkim_domain is None or smtp.dkim_selector is None or smtp.dkim_key is None:
        return None
    return Signer(domain=smtp.dkim_domain, selector=smtp.dkim_selector, key=smtp.dkim_key.read_bytes())


def _twilio(settings: Settings) -> Provider | None:
    twilio = settings.twilio
    if twilio.account_sid is None:
        return None
    return TwilioProvider(
        account_sid=twilio.account_sid,
        auth_token=_shown(twilio.auth_token) or "",
        sender=twilio.sender or "",
        status_callback_url=twilio.status_callback_url,
        base_url=twilio.base_url,
        seconds=twilio.timeout_seconds,
    )


def _whatsapp(settings: Settings) -> Provider | None:
    whatsapp = settings.whatsapp
    if whatsapp.phone_number_id is None:
        return None
    return WhatsAppProvider(
        phone_number_id=whatsapp.phone_number_id,
        access_token=_shown(whatsapp.access_token) or "",
        api_version=whatsapp.api_version,
        base_url=whatsapp.base_url,
        seconds=whatsapp.timeout_seconds,
    )


def _shown(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()
