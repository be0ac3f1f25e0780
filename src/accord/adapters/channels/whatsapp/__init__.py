"""WhatsApp: Meta's Cloud API and its webhook calls."""

from .provider import API_VERSION, BASE_URL, WhatsAppProvider
from .webhook import WhatsAppReader, signature_of

__all__ = ["API_VERSION", "BASE_URL", "WhatsAppProvider", "WhatsAppReader", "signature_of"]
