"""The SQL of what providers report.

The state of a message is computed from all receipts of its present sending, so that it is the same in whatever
order and however often they arrive.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from accord.kit.db import Db, Statement, statement
from accord.kit.ids import new_id
from accord.kit.records import Record
from accord.kit.redaction import redacted

from .ports import Receipt
from .records import Communication
from .store import OWN, SHOWN

_SHOWN = ", ".join(f"c.{column.name}" for column in SHOWN)


class Target(Record):
    """A message that a receipt names by its provider's name, or else by our `reference`."""

    id: UUID
    customer_id: UUID
    provider: str
    provider_id: str
    reference: str | None = None


class Noted(Record):
    """A receipt that was not known yet."""

    communication_id: UUID | None
    provider: str
    event_key: str


_NAMED = "unnest(CAST(:providers AS text[]), CAST(:provider_ids AS text[])) AS named (provider, provider_id)"
TARGETS = statement(
    text(f"""
    SELECT DISTINCT c.id, c.customer_id, c.provider, c.provider_id
    FROM {_NAMED} JOIN communications c
        ON c.provider = named.provider AND c.provider_id = named.provider_id AND c.direction = 'outbound'
    ORDER BY c.id
    """),  # noqa: S608
    Target,
)
LOCK_NAMES: Statement[Any] = statement(
    text("""
    SELECT pg_advisory_xact_lock(key) FROM (
        SELECT DISTINCT hashtextextended(provider || chr(31) || provider_id, 7) AS key
        FROM unnest(CAST(:providers AS text[]), CAST(:provider_ids AS text[])) AS named (provider, provider_id)
        ORDER BY key
    ) AS keys
    """)
)
LOCK = statement(
    text(f"""
    SELECT {_SHOWN} FROM communications c WHERE c.id = ANY (CAST(:ids AS uuid[])) ORDER BY c.id FOR UPDATE
    """),  # noqa: S608
    Communication,
)
_COLUMNS = (
    ("ids", "uuid", "id"),
    ("communications", "uuid", "communication_id"),
    ("customers", "uuid", "customer_id"),
    ("providers", "text", "provider"),
    ("keys", "text", "event_key"),
    ("provider_ids", "text", "provider_id"),
    ("events", "text", "event"),
    ("times", "timestamptz", "occurred_at"),
    ("codes", "text", "code"),
    ("messages", "text", "message"),
    ("urls", "text", "url"),
    ("permanent", "bool", "is_permanent"),
    ("machines", "bool", "by_machine"),
    ("refs", "text", "reference"),
)
_ROWS = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind, _ in _COLUMNS)
_NAMES = ", ".join(column for *_, column in _COLUMNS)
INSERT = statement(
    text(f"""
    INSERT INTO delivery_events ({_NAMES}, received_at)
    SELECT {_NAMES}, CAST(:at AS timestamptz)
    FROM unnest({_ROWS}) WITH ORDINALITY AS told ({_NAMES}, place)
    ORDER BY place
    ON CONFLICT (provider, event_key) DO NOTHING
    RETURNING communication_id, provider, event_key
    """),  # noqa: S608
    Noted,
)
ADOPT = statement(
    text("""
    UPDATE delivery_events e SET communication_id = sent.id, customer_id = sent.customer
    FROM unnest(CAST(:ids AS uuid[]), CAST(:customers AS uuid[]), CAST(:providers AS text[]),
        CAST(:provider_ids AS text[])) AS sent (id, customer, provider, provider_id)
    WHERE e.provider = sent.provider AND e.provider_id = sent.provider_id AND e.communication_id IS NULL
    RETURNING e.communication_id
    """),
    tuple[UUID],
)
OF_ONE = statement(
    text("""
    SELECT event_key, event, is_permanent, by_machine FROM delivery_events
    WHERE communication_id = :id AND provider = :provider AND provider_id = :provider_id
    """),
    tuple[str, str, bool, bool],
)
RECEIVED: Statement[Any] = statement(
    text("""
    INSERT INTO delivery_events (id, customer_id, provider, event_key, event, occurred_at, received_at)
    VALUES (:id, :customer, :provider, :event_key, 'received', CAST(:at AS timestamptz), CAST(:at AS timestamptz))
    ON CONFLICT (provider, event_key) DO NOTHING RETURNING id
    """)
)
CONNECT: Statement[Any] = statement(
    text("""
    UPDATE delivery_events SET communication_id = :communication, customer_id = :customer
    WHERE provider = :provider AND event_key = :event_key
    """)
)
FORGET: Statement[Any] = statement(
    text("""
    DELETE FROM delivery_events
    WHERE communication_id IS NULL AND provider_id IS NOT NULL AND received_at < CAST(:before AS timestamptz)
    """)
)


def _stamp(name: str, told: str) -> str:
    """Most providers tell whole seconds: what came within the second of the sending was not before it."""
    return f"""{name} = CASE WHEN {told} > c.sent_at - interval '1 second'
            THEN greatest({told}, c.sent_at) ELSE {told} END"""


# Ranks as in `statuses`: an end wins over everything, and otherwise the furthest. What a machine opened was delivered.
# Of a message that was sent twice, as our reference tells, both copies count: it is lost when both are.
COMPUTE = statement(
    text(f"""
    WITH copies AS (
        SELECT e.*, e.provider_id = m.provider_id AS is_first,
            bool_or(e.event = 'failed' OR e.event = 'bounced' AND e.is_permanent)
                OVER (PARTITION BY m.id, e.provider_id) AS is_lost
        FROM unnest(CAST(:ids AS uuid[]), CAST(:refs AS text[])) AS present (id, reference)
        JOIN communications m ON m.id = present.id
        JOIN delivery_events e ON e.communication_id = m.id AND e.provider = m.provider
            AND (e.provider_id = m.provider_id OR e.reference = present.reference)
        WHERE e.provider <> '{OWN}'
    ),
    told AS (
        SELECT *, bool_and(is_lost) OVER message AND bool_or(is_first) OVER message AS all_lost
        FROM copies WINDOW message AS (PARTITION BY communication_id)
    ),
    facts AS (
        SELECT e.communication_id AS id,
            min(e.occurred_at) FILTER (WHERE e.event = 'delivered') AS delivered_at,
            min(e.occurred_at) FILTER (WHERE e.event IN ('opened', 'clicked')) AS reached_at,
            min(e.occurred_at) FILTER (WHERE e.event = 'opened' AND NOT e.by_machine) AS opened_at,
            min(e.occurred_at) FILTER (WHERE e.event = 'clicked' AND NOT e.by_machine) AS clicked_at,
            min(e.occurred_at) FILTER (WHERE e.event = 'failed' AND e.all_lost) AS failed_at,
            min(e.occurred_at) FILTER (WHERE e.event = 'bounced' AND e.is_permanent AND e.all_lost) AS bounced_at,
            count(*) FILTER (WHERE e.event = 'opened' AND NOT e.by_machine) AS opens,
            count(*) FILTER (WHERE e.event = 'clicked' AND NOT e.by_machine) AS clicks,
            (array_agg(coalesce(nullif(e.message, ''), e.code) ORDER BY e.occurred_at, e.event_key)
                FILTER (WHERE e.all_lost AND (e.event = 'failed' OR e.event = 'bounced' AND e.is_permanent))
            )[1] AS problem,
            bool_or(e.is_permanent) FILTER (WHERE e.event IN ('failed', 'bounced')) AS lasts
        FROM told e
        GROUP BY e.communication_id
    )
    UPDATE communications c
    SET status = CASE
            WHEN c.sent_at IS NULL THEN c.status
            WHEN facts.bounced_at IS NOT NULL THEN 'bounced'
            WHEN facts.failed_at IS NOT NULL THEN 'failed'
            WHEN facts.clicked_at IS NOT NULL THEN 'clicked'
            WHEN facts.opened_at IS NOT NULL THEN 'opened'
            WHEN coalesce(facts.delivered_at, facts.reached_at) IS NOT NULL THEN 'delivered'
            ELSE 'sent' END,
        {_stamp("delivered_at", "coalesce(facts.delivered_at, facts.reached_at)")},
        {_stamp("opened_at", "facts.opened_at")}, {_stamp("clicked_at", "facts.clicked_at")},
        {_stamp("failed_at", "facts.failed_at")}, {_stamp("bounced_at", "facts.bounced_at")},
        open_count = facts.opens, click_count = facts.clicks,
        error_message = facts.problem,
        error_category = CASE
            WHEN facts.failed_at IS NULL AND facts.bounced_at IS NULL THEN NULL
            WHEN facts.lasts THEN 'permanent'
            ELSE 'transient' END
    FROM facts WHERE c.id = facts.id
    RETURNING {_SHOWN}
    """),  # noqa: S608
    Communication,
)


async def lock_names(db: Db, names: Sequence[tuple[str, str]]) -> None:
    """Keep everybody else from connecting receipts with messages of these names until the transaction ends.

    A receipt can overtake our own note that the message was sent; without this both could miss each other.
    """
    providers, ids = _split(names)
    await db.all(LOCK_NAMES, providers=providers, provider_ids=ids)


async def targets(db: Db, names: Sequence[tuple[str, str]]) -> list[Target]:
    """The messages that providers know by these names."""
    providers, ids = _split(names)
    return await db.all(TARGETS, providers=providers, provider_ids=ids)


async def lock(db: Db, ids: Sequence[UUID]) -> list[Communication]:
    """These messages, held until the transaction ends. Their customers must be held already."""
    return await db.all(LOCK, ids=list(ids))


async def note_all(db: Db, receipts: Sequence[tuple[Receipt, Target | None]], *, at: datetime) -> list[Noted]:
    """Write receipts, each once; those that were not known yet."""
    return await db.all(
        INSERT,
        at=at,
        ids=[new_id() for _ in receipts],
        communications=[target and target.id for _, target in receipts],
        customers=[target and target.customer_id for _, target in receipts],
        providers=[receipt.provider for receipt, _ in receipts],
        keys=[receipt.event_key for receipt, _ in receipts],
        provider_ids=[receipt.provider_id for receipt, _ in receipts],
        events=[receipt.event for receipt, _ in receipts],
        times=[receipt.occurred_at or at for receipt, _ in receipts],
        codes=[receipt.code or None for receipt, _ in receipts],
        messages=[_message(receipt, target) for receipt, target in receipts],
        urls=[receipt.url if target else None for receipt, target in receipts],
        permanent=[receipt.is_permanent for receipt, _ in receipts],
        machines=[receipt.by_machine for receipt, _ in receipts],
        refs=[target and target.reference for _, target in receipts],
    )


def _message(receipt: Receipt, target: Target | None) -> str | None:
    """What a provider says. Of a message that is not known, or gone with its customer, it may name nobody."""
    text = receipt.message if target else redacted(receipt.message)
    return text or None


async def adopt(db: Db, sent: Sequence[Communication]) -> set[UUID]:
    """Connect receipts that came before we knew the provider's names of messages; which messages have some."""
    found = await db.all(
        ADOPT,
        ids=[each.id for each in sent],
        customers=[each.customer_id for each in sent],
        providers=[each.provider for each in sent],
        provider_ids=[each.provider_id for each in sent],
    )
    return {made for (made,) in found}


async def compute(db: Db, references: Mapping[UUID, str]) -> list[Communication]:
    """Compute the state of messages anew, given the present reference of each; those that have receipts."""
    return await db.all(COMPUTE, ids=list(references), refs=list(references.values()))


async def receipts_of(db: Db, communication: Communication) -> list[tuple[Receipt, Target]]:
    """The receipts of a message's present sending, as they were told."""
    target = Target(
        id=communication.id,
        customer_id=communication.customer_id,
        provider=communication.provider or "",
        provider_id=communication.provider_id or "",
    )
    rows = await db.all(OF_ONE, id=target.id, provider=target.provider, provider_id=target.provider_id)
    return [
        (
            Receipt(
                provider=target.provider,
                event_key=key,
                provider_id=target.provider_id,
                event=event,
                is_permanent=is_permanent,
                by_machine=by_machine,
            ),
            target,
        )
        for key, event, is_permanent, by_machine in rows
    ]


async def note_received(
    db: Db, message_id: UUID, customer_id: UUID, *, provider: str, event_key: str, at: datetime
) -> bool:
    """Note that a message arrived; whether that is news. It is connected with its row later."""
    noted = await db.value(
        RECEIVED, id=message_id, customer=customer_id, provider=provider, event_key=event_key, at=at
    )
    return noted is not None


async def connect(db: Db, communication_id: UUID, customer_id: UUID, provider: str, event_key: str) -> None:
    """Connect the note of an arrival with the message's row."""
    await db.execute(
        CONNECT,
        communication=communication_id,
        customer=customer_id,
        provider=provider,
        event_key=event_key,
    )


async def forget_waiting(db: Db, *, before: datetime) -> int:
    """Drop receipts that no message was found for since then; how many."""
    return await db.execute(FORGET, before=before)


def _split(names: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [provider for provider, _ in names], [provider_id for _, provider_id in names]
