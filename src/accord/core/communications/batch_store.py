"""The SQL of what a worker does with many messages at once: one round trip for all of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import any_, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from accord.kit.db import Db, Statement, columns_of, statement
from accord.kit.ids import new_id

from . import rounds
from .ports import Accepted
from .records import Communication, CommunicationStatus, Held
from .store import DONE, OWN, SHOWN
from .tables import communications

_SHOWN = ", ".join(f"c.{column.name}" for column in SHOWN)

# In the order of ids, as every statement that holds several messages.
HOLD_ALL = statement(
    select(*columns_of(Held, communications))
    .where(communications.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(communications.c.id)
    .with_for_update(),
    Held,
)
# Every attempt after the very first is a retry, on whatever channel; this one is not written yet.
BEGIN_ALL = statement(
    text(f"""
    UPDATE communications c
    SET status = 'sending', reason = 'in_progress', recipient = begun.recipient, attempts = begun.attempts,
        retry_count = (SELECT count(*) FROM communication_attempts a WHERE a.communication_id = c.id),
        lease_until = CAST(:lease_until AS timestamptz)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:recipients AS text[]), CAST(:attempts AS smallint[]))
        AS begun (id, recipient, attempts)
    WHERE c.id = begun.id RETURNING {_SHOWN}
    """),  # noqa: S608
    Communication,
)
MARK_SENT = statement(
    text(f"""
    UPDATE communications c
    SET status = 'sent', reason = NULL, sent_at = CAST(:at AS timestamptz), provider = taken.provider,
        provider_id = taken.provider_id, error_category = NULL, error_message = NULL, next_attempt_at = NULL,
        lease_until = NULL, leased_by = NULL
    FROM unnest(CAST(:ids AS uuid[]), CAST(:providers AS text[]), CAST(:provider_ids AS text[]))
        AS taken (id, provider, provider_id)
    WHERE c.id = taken.id RETURNING {_SHOWN}
    """),  # noqa: S608
    Communication,
)
NOTE_LEFT: Statement[Any] = statement(
    text("""
    UPDATE communications c SET metadata = c.metadata || CAST(left_with.note AS jsonb)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:notes AS text[])) AS left_with (id, note)
    WHERE c.id = left_with.id
    """)
)
NOTE_ALL: Statement[Any] = statement(
    text(f"""
    INSERT INTO delivery_events
        (id, communication_id, customer_id, provider, event_key, event, occurred_at, received_at)
    SELECT id, communication, customer, '{OWN}', key, :event, CAST(:at AS timestamptz), CAST(:at AS timestamptz)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:communications AS uuid[]), CAST(:customers AS uuid[]),
        CAST(:keys AS text[])) AS noted (id, communication, customer, key)
    ON CONFLICT DO NOTHING
    """)  # noqa: S608
)
TELL_ALL: Statement[Any] = statement(
    text("SELECT pg_notify(:channel, told) FROM unnest(CAST(:ids AS text[])) AS told")
)


async def hold_all(db: Db, ids: Collection[UUID]) -> dict[UUID, Held]:
    """Messages with content and lease, held until the transaction ends. Their customers must be held already."""
    return {held.id: held for held in await db.all(HOLD_ALL, ids=sorted(set(ids)))}


async def begin_all(
    db: Db, begun: Sequence[tuple[UUID, str, int]], *, lease_until: datetime
) -> dict[UUID, Communication]:
    """Messages that are being sent now: each with its recipient and its attempts on the channel."""
    ids, recipients, attempts = (list(column) for column in zip(*begun, strict=True))
    changed = await db.all(
        BEGIN_ALL,
        ids=ids,
        recipients=recipients,
        attempts=attempts,
        lease_until=lease_until,
    )
    return {communication.id: communication for communication in changed}


async def mark_sent(db: Db, taken: Mapping[UUID, Accepted], *, at: datetime) -> list[Communication]:
    """Messages that providers took."""
    return await db.all(
        MARK_SENT,
        at=at,
        ids=list(taken),
        providers=[accepted.provider for accepted in taken.values()],
        provider_ids=[accepted.provider_id for accepted in taken.values()],
    )


async def note_left(db: Db, notes: Mapping[UUID, dict[str, Any]]) -> None:
    """Add to messages' metadata what is told of their sending."""
    await db.execute(
        NOTE_LEFT, ids=list(notes), notes=[msgspec.json.encode(note).decode() for note in notes.values()]
    )


async def note_sent(db: Db, sent: Sequence[Communication], *, at: datetime) -> None:
    """Write into each message's log that it was sent; once for each round of attempts."""
    event = CommunicationStatus.SENT
    await db.execute(
        NOTE_ALL,
        at=at,
        event=event,
        ids=[new_id() for _ in sent],
        communications=[each.id for each in sent],
        customers=[each.customer_id for each in sent],
        keys=[f"{each.id}:{event}:{each.retry_count}{rounds.mark_of(each)}" for each in sent],
    )


async def tell_all(db: Db, ids: Sequence[UUID]) -> None:
    """Tell whoever waits for one of these messages, when this transaction commits."""
    await db.all(TELL_ALL, channel=DONE, ids=[str(each) for each in ids])
