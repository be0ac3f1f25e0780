"""What advice is drawn from, written by SQL."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from accord.core import recommendations
from accord.core.communications.tables import opt_outs
from accord.core.context import Context
from accord.core.customers import Customer
from accord.core.recommendations import Action
from accord.core.sentiment.tables import sentiments
from accord.kit.db import Db, statement
from accord.kit.ids import new_id
from make import Factory

Write = Callable[..., Awaitable[None]]


@pytest.fixture
def feel(db: Db, ctx: Context) -> Write:
    """Have a customer feel something, so many days ago."""

    async def write(customer: Customer, label: str, *, days_ago: float = 0) -> None:
        values: dict[str, Any] = {
            "id": new_id(),
            "customer_id": customer.id,
            "text": "Said so",
            "label": label,
            "score": 0,
            "key_phrases": [],
            "provider": "test",
            "model_version": "test",
            "mode": "local",
            "confidence": 1,
            "basis": "test",
            "reasons": [],
            "analysed_at": ctx.now - timedelta(days=days_ago),
        }
        await db.execute(statement(insert(sentiments).values(values)))

    return write


@pytest.fixture
def opt_out(db: Db, ctx: Context) -> Write:
    """Have a customer refuse a channel."""

    async def write(customer: Customer, channel: str) -> None:
        values = {"customer_id": customer.id, "channel": channel, "since": ctx.now, "source": "test"}
        await db.execute(statement(insert(opt_outs).values(values)))

    return write


@pytest.fixture
def settled(make: Factory, ctx: Context) -> Callable[..., Awaitable[Customer]]:
    """A customer to whom no rule of the table applies, unless what is given makes one."""

    async def customer(**given: Any) -> Customer:
        quiet = {"kyc_status": "Verified", "last_interaction_at": ctx.now - timedelta(days=1)}
        return await make.customer(**quiet | given)

    return customer


@pytest.fixture
def advised(ctx: Context, settled: Callable[..., Awaitable[Customer]]) -> Callable[..., Awaitable[Action]]:
    """The one action of a new customer who is worth a premium account."""

    async def first(**given: Any) -> Action:
        customer = await settled(credit_score=750, **given)
        (action,) = await recommendations.generate_actions(ctx, customer.id)
        return action

    return first
