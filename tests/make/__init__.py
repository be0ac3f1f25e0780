"""Factories: rows by SQL, returned as records; and the stand-in for the queue."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from accord.core.access.records import User
from accord.core.access.tables import users
from accord.core.cases.records import Case
from accord.core.cases.tables import cases
from accord.core.communications.records import Communication
from accord.core.communications.tables import communications
from accord.core.context import Job
from accord.core.customers.records import Customer
from accord.core.customers.tables import customer_identities, customers
from accord.core.events import StoredEvent
from accord.core.events.tables import events
from accord.core.feedback.records import Feedback
from accord.core.feedback.tables import feedback
from accord.core.interactions.records import Interaction
from accord.core.interactions.tables import interactions
from accord.core.sentiment.records import Analysis
from accord.core.sentiment.tables import sentiments
from accord.kit import clock
from accord.kit.db import Db, columns_of, statement
from accord.kit.ids import new_id


class QueueOfTest:
    """Keeps the jobs it was given, in order."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    async def put(self, db: Db, jobs: list[Job]) -> None:
        self.jobs.extend(jobs)


class Factory:
    """Makes rows with sensible values; every column can be given."""

    def __init__(self, db: Db) -> None:
        self.db = db
        self._count = 0

    async def customer(self, **given: Any) -> Customer:
        self._count += 1
        made = new_id()
        values: dict[str, Any] = {
            "id": made,
            "reference": f"CUS-20260101000000-{self._count:06x}",
            "given_name": "Amina",
            "family_name": "Otieno",
            "full_name": "Amina Otieno",
            "email": f"amina.{made.hex[-8:]}.{self._count}@example.com",
            "phone": "+254700000001",
            "created_at": clock.now(),
        } | given
        if "tags" in values:
            values.setdefault("tag_keys", [tag.lower() for tag in values["tags"]])
        shown = columns_of(Customer, customers)
        customer = await self.db.one(statement(insert(customers).values(values).returning(*shown), Customer))
        if customer.email is not None:
            await self._identity(customer.id, "email", customer.email, customer.email.lower())
        if customer.phone is not None:
            digits = "".join(c for c in customer.phone if c.isdigit() or c == "+")
            await self._identity(customer.id, "phone", customer.phone, digits)
        return customer

    async def _identity(self, customer_id: UUID, kind: str, value: str, normalised: str) -> None:
        values = {
            "id": new_id(),
            "customer_id": customer_id,
            "kind": kind,
            "value": value,
            "normalised": normalised,
            "source": "test",
            "created_at": clock.now(),
        }
        await self.db.execute(statement(insert(customer_identities).values(values)))

    async def interaction(self, customer_id: UUID, **given: Any) -> Interaction:
        now = clock.now()
        values: dict[str, Any] = {
            "id": new_id(),
            "customer_id": customer_id,
            "channel": "phone",
            "summary": "Asked about opening hours",
            "occurred_at": now,
            "created_at": now,
        } | given
        shown = columns_of(Interaction, interactions)
        return await self.db.one(
            statement(insert(interactions).values(values).returning(*shown), Interaction)
        )

    async def feedback(self, customer_id: UUID, **given: Any) -> Feedback:
        values: dict[str, Any] = {
            "id": new_id(),
            "customer_id": customer_id,
            "service_type": "Tour",
            "rating": 4,
            "source": "web",
            "submitted_at": clock.now(),
        } | given
        shown = columns_of(Feedback, feedback)
        return await self.db.one(statement(insert(feedback).values(values).returning(*shown), Feedback))

    async def case(self, customer_id: UUID, **given: Any) -> Case:
        """A case without a clock; `open_case` starts one."""
        made = new_id()
        values: dict[str, Any] = {
            "id": made,
            "kind": "case",
            "number": f"CASE-20260101000000-{made.hex[-6:]}",
            "customer_id": customer_id,
            "title": "Card kept",
            "description": "The machine kept the card",
            "category": "Cards",
            "priority": "P2",
            "status": "open",
            "created_by": "System",
            "created_at": clock.now(),
        } | given
        return await self.db.one(
            statement(insert(cases).values(values).returning(*columns_of(Case, cases)), Case)
        )

    async def analysis(self, customer_id: UUID, **given: Any) -> Analysis:
        values: dict[str, Any] = {
            "id": new_id(),
            "customer_id": customer_id,
            "text": "I am very happy with the service provided",
            "label": "positive",
            "score": Decimal("0.6"),
            "key_phrases": ["happy", "service", "provided"],
            "language": "en",
            "provider": "local",
            "model_version": "rules-1",
            "mode": "local",
            "confidence": Decimal("0.85"),
            "basis": "rules",
            "reasons": ["positive: happy"],
            "analysed_at": clock.now(),
        } | given
        shown = columns_of(Analysis, sentiments)
        return await self.db.one(statement(insert(sentiments).values(values).returning(*shown), Analysis))

    async def communication(self, customer_id: UUID, **given: Any) -> Communication:
        """An e-mail of the engagement API that was sent an hour ago."""
        made, at = new_id(), clock.now() - timedelta(hours=1)
        values: dict[str, Any] = {
            "id": made,
            "customer_id": customer_id,
            "origin": "engagement",
            "sender": "engagement",
            "message_type": "welcome",
            "channel": "email",
            "channel_order": ["email"],
            "status": "sent",
            "provider": "smtp",
            "provider_id": f"<{made}@example.com>",
            "created_at": at,
            "sent_at": at,
        } | given
        shown = columns_of(Communication, communications)
        return await self.db.one(
            statement(insert(communications).values(values).returning(*shown), Communication)
        )

    async def user(self, **given: Any) -> User:
        made = new_id()
        email = f"zuri.{made.hex[-8:]}@example.com"
        values: dict[str, Any] = {
            "id": made,
            "email": email,
            "email_key": email,
            "full_name": "Zuri Mwangi",
            "role": "agent",
            "created_at": clock.now(),
        } | given
        return await self.db.one(
            statement(insert(users).values(values).returning(*columns_of(User, users)), User)
        )


async def emitted(db: Db, *, since: datetime | None = None) -> list[StoredEvent]:
    """The log's rows that this transaction sees, oldest first."""
    query = select(*columns_of(StoredEvent, events)).order_by(events.c.sequence)
    if since is not None:
        query = query.where(events.c.occurred_at >= since)
    return await db.all(statement(query, StoredEvent))
