"""E-mail by SMTP: composing, signing and handing over; reading replies, bounces and complaints."""

from .composing import (
    Unsendable,
    attachments_of,
    bodies_of,
    compose,
    headers_of,
    message_id_of,
    sender_address,
)
from .connections import Security, Server
from .dkim import Signer
from .provider import SMTPProvider
from .reading import read_mail

__all__ = [
    "SMTPProvider",
    "Security",
    "Server",
    "Signer",
    "Unsendable",
    "attachments_of",
    "bodies_of",
    "compose",
    "headers_of",
    "message_id_of",
    "read_mail",
    "sender_address",
]
