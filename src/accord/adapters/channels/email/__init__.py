"""E-mail by SMTP: composing, signing and handing over; reading replies, bounces and complaints."""

from .composing import (
    Unsendable,
    addressable,
    attachments_of,
    bodies_of,
    compose,
    headers_of,
    message_id_of,
    reference_in,
    sender_address,
)
from .connections import Security, Server
from .dkim import Signer
from .mails import address_of, parse, text_in
from .provider import NeedsUTF8, SMTPProvider
from .reading import is_automatic, read_mail

__all__ = [
    "NeedsUTF8",
    "SMTPProvider",
    "Security",
    "Server",
    "Signer",
    "Unsendable",
    "address_of",
    "addressable",
    "attachments_of",
    "bodies_of",
    "compose",
    "headers_of",
    "is_automatic",
    "message_id_of",
    "parse",
    "read_mail",
    "reference_in",
    "sender_address",
    "text_in",
]
