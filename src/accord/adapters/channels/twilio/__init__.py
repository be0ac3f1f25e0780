"""Twilio: SMS by its Messages resource, and its webhook calls."""

from .provider import BASE_URL, TwilioProvider
from .webhook import TwilioReader, signature_of

__all__ = ["BASE_URL", "TwilioProvider", "TwilioReader", "signature_of"]
