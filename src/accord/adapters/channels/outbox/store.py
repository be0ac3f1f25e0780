"""The SQL of the outbox."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.types import Integer

from accord.core.communications import OutboundMessage
from accord.core.communications.tables import communications
from accord.kit.db import Db, Statement, columns_of, statement
from accord.kit.ids import new_id

from .records import OutboxEntry
from .tables import outbox

_GIVEN = (
    *("id", "channel", "recipient", "reference", "subject", "text", "html"),
    *("headers", "attachments", "recorded_at"),
)
_OWNED = select(
    communications.c.id,
    communications.c.customer_id,
    *(bindparam(name, type_=outbox.c[name].type) for name in _GIVEN),
).where(communications.c.id == bindparam("communication"))
_ADD = insert(outbox).from_select(["communication_id", "customer_id", *_GIVEN], _OWNED)
# What is there already is returned too: a message that is recorded twice is one message.
ADD: Statement[Any] = statement(
    _ADD.on_conflict_do_update(
        index_elements=["reference"], set_={"reference": _ADD.excluded.reference}
    ).returning(outbox.c.id)
)
FIND: Statement[Any] = statement(select(outbox.c.id).where(outbox.c.reference == bindparam("reference")))
LATEST = statement(
    select(*columns_of(OutboxEntry, outbox))
    .order_by(outbox.c.recorded_at.desc(), outbox.c.id.desc())
    .limit(bindparam("most", type_=Integer)),
    OutboxEntry,
)


async def add(db: Db, message: OutboundMessage, *, at: datetime) -> UUID | None:
    """Record a message, once for each reference; None when the communication is gone."""
    found: UUID | None = await db.value(
        ADD,
        communication=message.communication_id,
        id=new_id(),
        channel=message.channel,
        recipient=message.recipient,
        reference=message.reference,
        subject=message.subject,
        text=message.text,
        html=message.html,
        headers=dict(message.headers),
        attachments=[each.filename for each in message.attachments],
        recorded_at=at,
    )
    return found


async def find(db: Db, reference: str) -> UUID | None:
    """The entry of a message."""
    found: UUID | None = await db.value(FIND, reference=reference)
    return found


async def latest(db: Db, *, most: int = 20) -> list[OutboxEntry]:
    """The messages that were recorded last, newest first."""
    return await db.all(LATEST, most=most)
