"""Mailgun: e-mail by its Messages resource, and its webhook calls."""

from .provider import BASE_URL, MailgunProvider
from .webhook import MailgunReader, signature_of

__all__ = ["BASE_URL", "MailgunProvider", "MailgunReader", "signature_of"]
