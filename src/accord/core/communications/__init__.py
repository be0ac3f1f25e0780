"""Communications: every outbound message of the platform, and what became of it."""

from .ports import (
    Accepted,
    Attachment,
    Connection,
    Delivery,
    FailureKind,
    InboundMessage,
    NotAuthentic,
    OutboundMessage,
    Provider,
    Receipt,
    Refused,
    Unreadable,
    WebhookReader,
)

__all__ = [
    "Accepted",
    "Attachment",
    "Connection",
    "Delivery",
    "FailureKind",
    "InboundMessage",
    "NotAuthentic",
    "OutboundMessage",
    "Provider",
    "Receipt",
    "Refused",
    "Unreadable",
    "WebhookReader",
]
