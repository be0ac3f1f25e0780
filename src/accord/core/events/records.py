"""What an event is."""

from datetime import datetime
from typing import Any, ClassVar, dataclass_transform
from uuid import UUID

import msgspec

from accord.kit.records import Record


@dataclass_transform(frozen_default=True)
class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened. Subclasses are named in the past tense and set `type`, e.g. `customer.created`.

    `subject_id` is the object it happened to, `customer_id` the customer whose timeline tells it. All further fields
    of a subclass are the event's data; they carry no secret, and personal data only where the story needs it.
    """

    type: ClassVar[str]

    customer_id: UUID | None = None
    subject_id: UUID | None = None

    def data(self) -> dict[str, Any]:
        """The fields that only this type of event has, ready for JSON."""
        own = {
            field: getattr(self, field)
            for field in self.__struct_fields__
            if field not in ("customer_id", "subject_id")
        }
        told: dict[str, Any] = msgspec.to_builtins(own)
        return told


class StoredEvent(Record):
    """A row of the log."""

    id: UUID
    sequence: int
    type: str
    customer_id: UUID | None
    subject_id: UUID | None
    actor_kind: str
    actor_id: str
    actor_name: str
    via: str
    request_id: UUID | None
    data: dict[str, Any]
    occurred_at: datetime
