"""What the outbox holds."""

from datetime import datetime
from uuid import UUID

from accord.core.interactions import Channel
from accord.kit.records import Record


class OutboxEntry(Record):
    """A message as it would have been sent, attachments by name only."""

    id: UUID
    communication_id: UUID
    channel: Channel
    recipient: str
    reference: str
    subject: str | None
    text: str
    html: str | None
    headers: dict[str, str]
    attachments: list[str]
    recorded_at: datetime
