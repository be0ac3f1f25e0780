"""The baseline of sending: the same statements in the same transaction with the same values, and nothing decided.

The message was rendered before. Runs as `python -m benchmarks.bare_messages PORT`, as the other baseline does.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from accord.app.outreach import letterhead_of
from accord.app.settings import Settings
from accord.core.communications import preference_store, recipient_store, store
from accord.core.communications.store import _insert
from accord.core.communications.templates import Templates
from accord.core.customers import Customer
from accord.core.events.store import _APPEND
from accord.core.interactions import Channel
from accord.kit.ids import new_id
from benchmarks.bare import Bare, encode, serve

PATH = "/communications"
NEW = {
    "plan_id": "00000000-0000-4000-8000-000000000001",
    "message_type": "budget_summary",
    "urgency": "critical",
    "context": {
        "client_name": "Amina Otieno",
        "event_type": "wedding",
        "event_date": "2026-12-15",
        "budget_strategies": [
            {"name": "Balanced", "total": 25000, "breakdown": {"venue": 10000, "food": 9000}}
        ],
    },
}
_FIXED = {
    "origin": "engagement",
    "sender": "engagement",
    "message_type": NEW["message_type"],
    "purpose": "transactional",
    "urgency": NEW["urgency"],
    "priority": 10,
    "preferred_channel": None,
    "metadata": '{"attachments":[]}',
    "authored": False,
    "ignores_timing": False,
    "language": "en",
    "channel": "email",
    "channel_order": ["email", "sms", "whatsapp"],
    "status": "queued",
    "reason": None,
    "decision": (
        '{"channels":{"email":"usable","sms":"usable","whatsapp":"usable"},"order":["email","sms","whatsapp"]}'
    ),
    "scheduled_at": None,
}
_CUSTOMER = recipient_store.HOLD
_WISHES = preference_store.FIND_ALL
_SUPPRESSED = preference_store.SUPPRESSED
_NAMES = frozenset(
    {*_FIXED, "id", "customer_id", "plan_id", "context", "recipient", "subject", "text", "html", "created_at"}
    | {"due_at", "next_attempt_at"}
)
_INSERT = _insert(_NAMES)
_NOTICE = {"channel": store.DUE, "told": "email"}


class BareMessages(Bare):
    """Takes messages, and queues them."""

    created = 200

    async def _create(self, new: dict[str, Any]) -> bytes:
        now, made, customer_id = datetime.now(UTC), new_id(), UUID(new["client_id"])
        async with self.pool.acquire() as connection:
            await connection.execute("BEGIN")
            customer = await connection.fetchrow(_CUSTOMER.sql, *_CUSTOMER.arguments({"id": customer_id}))
            await connection.fetch(_WISHES.sql, *_WISHES.arguments({"customers": [customer_id]}))
            digests = [
                hashlib.sha256(customer[name].encode()).digest() for name in ("email", "phone", "phone")
            ]
            addresses = {"channels": ["email", "sms", "whatsapp"], "digests": digests}
            await connection.fetch(_SUPPRESSED.sql, *_SUPPRESSED.arguments(addresses))
            row = (
                _FIXED
                | self._words()
                | {
                    "id": made,
                    "customer_id": customer_id,
                    "plan_id": UUID(new["plan_id"]),
                    "context": encode(new["context"]).decode(),
                    "recipient": customer["email"],
                    "created_at": now,
                    "due_at": now,
                    "next_attempt_at": now,
                }
            )
            written = await connection.fetchrow(_INSERT.sql, *_INSERT.arguments(row))
            await connection.fetch(store.NOTIFY.sql, *store.NOTIFY.arguments(_NOTICE))
            await connection.execute(_APPEND.sql, *_APPEND.arguments(_event(made, customer_id, now)))
            await connection.execute("COMMIT")
        return encode(_shown(written))

    def _words(self) -> dict[str, Any]:
        """What the message says; rendered once."""
        if not self.words:
            templates = Templates(letterhead_of(Settings()))
            nobody = Customer(**dict.fromkeys(Customer.__struct_fields__))
            said = templates.render(NEW["message_type"], Channel.EMAIL, "en", NEW["context"], nobody)
            self.words.update(subject=said.subject, text=said.text, html=said.html)
        return self.words


def _event(made: UUID, customer_id: UUID, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "type": "communication.queued",
        "customer_id": customer_id,
        "subject_id": made,
        "actor_kind": "machine",
        "actor_id": "bare",
        "actor_name": "bare",
        "via": "bare",
        "request_id": new_id(),
        "data": '{"message_type":"budget_summary","origin":"engagement","channel":"email","status":"queued"}',
        "occurred_at": now,
    }


def _shown(row: Any) -> dict[str, Any]:
    metadata = {"subject": row["subject"], "recipient": row["recipient"], "client_id": row["customer_id"]}
    return {
        "communication_id": row["id"],
        "status": row["status"],
        "channel_used": row["channel"],
        "sent_at": row["sent_at"],
        "delivered_at": row["delivered_at"],
        "metadata": metadata | {"reason": "in_progress", "next_attempt_at": row["next_attempt_at"]},
    }


if __name__ == "__main__":
    serve(BareMessages)
