"""The SQL that tracking needs beside the acts of sending."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from accord.core.communications.tables import communications
from accord.kit.db import Db, statement
from accord.kit.records import Record


class Sent(Record):
    """A message that a provider took."""

    id: UUID
    customer_id: UUID
    provider: str
    provider_id: str
    sent_at: datetime | None
    open_count: int
    click_count: int


_FIND = statement(
    select(*(communications.c[name] for name in Sent.__struct_fields__)).where(
        communications.c.id == bindparam("id"),
        communications.c.provider_id.is_not(None),
        communications.c.channel == "email",
    ),
    Sent,
)


async def find(db: Db, communication_id: UUID) -> Sent | None:
    """The e-mail of this id, None when it is gone or was never taken."""
    return await db.one_or_none(_FIND, id=communication_id)
