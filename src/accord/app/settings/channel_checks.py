"""Settings of channels that need each other, or that have a form."""

import email.utils
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from accord.app.settings.errors import SettingsError
from accord.app.settings.sections import Settings
from accord.app.settings.values import SMTPSecurity
from accord.kit.emails import is_email

# What else a provider needs once its first setting is set.
NEEDS = {
    "smtp.host": ("smtp.sender",),
    "smtp.username": ("smtp.password",),
    "smtp.dkim_domain": ("smtp.dkim_selector", "smtp.dkim_key"),
    "twilio.account_sid": ("twilio.auth_token", "twilio.sender"),
    "whatsapp.phone_number_id": ("whatsapp.access_token",),
    "sendgrid.api_key": ("sendgrid.sender",),
    "mailgun.api_key": ("mailgun.domain", "mailgun.sender"),
}
SENDERS = ("smtp.sender", "smtp.reply_to", "smtp.return_path", "sendgrid.sender", "mailgun.sender")
ADDRESSES = (
    "twilio.base_url", "twilio.status_callback_url", "whatsapp.base_url", "sendgrid.base_url", "mailgun.base_url",
)  # fmt: skip
FILES = ("smtp.ca_file", "smtp.dkim_key")


def check_channels(settings: Settings) -> None:
    """Raises SettingsError for the first thing that is wrong."""
    for first, others in NEEDS.items():
        for other in others:
            if _value(settings, first) is not None and _value(settings, other) is None:
                raise SettingsError(f"{first} needs {other}")
    for name in SENDERS:
        _check_sender(name, _value(settings, name))
    for name in ADDRESSES:
        _check_address(name, _value(settings, name), must_be_secret=settings.is_production)
    for name in FILES:
        path = _value(settings, name)
        if path is not None and not Path(path).is_file():
            raise SettingsError(f"{name} = {str(path)!r}: there is no such file")
    smtp = settings.smtp
    if settings.is_production and smtp.username is not None and smtp.security is SMTPSecurity.NONE:
        raise SettingsError("smtp.security = none would show the password: production takes starttls, tls")


def _check_sender(name: str, sender: str | None) -> None:
    if sender is not None and not is_email(email.utils.parseaddr(sender)[1]):
        raise SettingsError(f"{name} = {sender!r}: it takes an e-mail address")


def _check_address(name: str, url: str | None, *, must_be_secret: bool) -> None:
    if url is None:
        return
    schemes = {"https"} if must_be_secret else {"https", "http"}
    if urlsplit(url).scheme not in schemes or not urlsplit(url).hostname:
        raise SettingsError(f"{name} = {url!r}: it takes URLs that start with https://")


def _value(settings: Settings, name: str) -> Any:
    section, _, attribute = name.partition(".")
    return getattr(getattr(settings, section), attribute)
