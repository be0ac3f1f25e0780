"""Writes of every kind that the dashboard has to notice, drawn at random: acts, and bulk statements past them."""

import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from accord.core import cases, customers, interactions
from accord.core.analytics import dashboard
from accord.core.cases import CaseKind, CaseStatus, NewCase
from accord.core.context import Context
from accord.core.customers import BankSegment, CustomerChanges, KYCChanges, KYCStatus, NewCustomer
from accord.core.interactions import Channel, InteractionChanges, NewInteraction
from accord.core.sla import Priority

IN_BULK = (
    "UPDATE customers SET kyc_status = 'Expired' WHERE kyc_status = 'Pending'",
    "UPDATE customers SET written_segment = NULL, written_contact_type = 'Corporate' WHERE status = 'active'",
    "UPDATE customers SET created_at = created_at - interval '7 hours'",
    """UPDATE customers SET status = 'merged', merged_into_id = (SELECT max(id::text)::uuid FROM customers)
    WHERE id = (SELECT min(id::text)::uuid FROM customers HAVING count(*) > 3)""",
    """UPDATE interactions SET occurred_at = occurred_at + interval '1 day', duration_minutes = NULL
    WHERE channel = 'phone'""",
    "UPDATE interactions SET channel = 'facebook' WHERE duration_minutes IS NULL",
    """INSERT INTO interactions (id, customer_id, channel, summary, occurred_at, created_at)
    SELECT gen_random_uuid(), customer_id, 'push', summary, occurred_at - interval '40 days', created_at
    FROM interactions""",
    "DELETE FROM interactions WHERE duration_minutes > 40",
    "UPDATE cases SET resolved_at = created_at + interval '90 minutes' WHERE status = 'open'",
    "DELETE FROM cases WHERE priority = 'P3'",
)


class Writer:
    """Somebody who writes at random, always the same for the same seed."""

    def __init__(self, ctx: Context, seed: int) -> None:
        self.ctx = ctx
        self.chance = random.Random(seed)
        self.acts: tuple[Callable[[], Awaitable[Any]], ...] = (
            *(self.create, self.create, self.correct, self.check, self.deactivate, self.erase),
            *(self.meet, self.meet, self.meet, self.correct_meeting, self.forget_meeting),
            *(self.open, self.open, self.go_on, self.go_on, self.drop),
            *(self.in_bulk, self.fold),
        )

    async def write(self, times: int) -> None:
        """Do so many things, at times some hours apart around the ends of a month."""
        for _ in range(times):
            self.ctx.now = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=self.chance.uniform(-60, 60))
            await self.chance.choice(self.acts)()

    async def create(self) -> None:
        await customers.create_customer(
            self.ctx,
            NewCustomer(
                given_name="Amina",
                family_name="O",
                bank_segment=self.chance.choice([None, *BankSegment]),
            ),
        )

    async def correct(self) -> None:
        if customer := await self._any("customers", "WHERE status <> 'merged'"):
            changes = CustomerChanges(
                bank_segment=self.chance.choice(list(BankSegment)), is_active=self.chance.random() < 0.5
            )
            await customers.update_customer(self.ctx, customer, changes)

    async def check(self) -> None:
        if customer := await self._any("customers", "WHERE status <> 'merged'"):
            changes = KYCChanges(kyc_status=self.chance.choice(list(KYCStatus)))
            await customers.record_kyc(self.ctx, customer, changes)

    async def deactivate(self) -> None:
        if customer := await self._any("customers", "WHERE status <> 'merged'"):
            await customers.deactivate_customer(self.ctx, customer)

    async def erase(self) -> None:
        if self.chance.random() < 0.3 and (
            customer := await self._any("customers", "WHERE status <> 'merged'")
        ):
            await customers.erase_customer(self.ctx, customer)

    async def meet(self) -> None:
        if customer := await self._any("customers"):
            await interactions.log_interaction(
                self.ctx,
                NewInteraction(
                    customer_id=customer,
                    channel=self.chance.choice(list(Channel)),
                    summary="Asked",
                    duration_minutes=self.chance.choice([None, 0, 5, 45]),
                ),
            )

    async def correct_meeting(self) -> None:
        if interaction := await self._any("interactions"):
            changes = InteractionChanges(
                channel=self.chance.choice(list(Channel)),
                duration_minutes=self.chance.choice([None, 7]),
                occurred_at=self.ctx.now,
            )
            await interactions.update_interaction(self.ctx, interaction, changes)

    async def forget_meeting(self) -> None:
        if interaction := await self._any("interactions"):
            await interactions.delete_interaction(self.ctx, interaction)

    async def open(self) -> None:
        if customer := await self._any("customers"):
            await cases.open_case(
                self.ctx,
                NewCase(
                    customer_id=customer,
                    title="Card",
                    description="Kept",
                    category="Cards",
                    priority=self.chance.choice(list(Priority)),
                    kind=self.chance.choice(list(CaseKind)),
                ),
            )

    async def go_on(self) -> None:
        if case := await self._any("cases", "WHERE kind = 'case'"):
            await cases.set_case_status(self.ctx, case, self.chance.choice(list(CaseStatus)[:6]))

    async def drop(self) -> None:
        if case := await self._any("cases"):
            await cases.delete_case(self.ctx, case)

    async def in_bulk(self) -> None:
        await self.ctx.db.script(self.chance.choice(IN_BULK))

    async def fold(self) -> None:
        await dashboard.fold_counts(self.ctx, {})

    async def _any(self, table: str, where: str = "") -> UUID | None:
        rows = await (await self.ctx.db.open()).fetch(f"SELECT id FROM {table} {where}")
        return self.chance.choice(sorted(row["id"] for row in rows)) if rows else None
