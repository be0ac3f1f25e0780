"""SendGrid: e-mail by its Mail Send, and its webhook calls."""

from .provider import BASE_URL, SendGridProvider
from .webhook import SendGridReader, public_key_of

__all__ = ["BASE_URL", "SendGridProvider", "SendGridReader", "public_key_of"]
