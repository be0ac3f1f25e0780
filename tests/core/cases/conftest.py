"""A customer with an open case, and contexts at other times."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accord.core import cases
from accord.core.cases import Case, NewCase
from accord.core.context import SYSTEM, Actor, Context
from accord.core.customers import Customer
from make import Factory

Open = Callable[..., Awaitable[Case]]


@pytest.fixture
async def customer(make: Factory) -> Customer:
    return await make.customer()


@pytest.fixture
def open_case(ctx: Context, customer: Customer) -> Open:
    """Opens a case of the customer; anything of it can be given."""

    async def opened(by: Context = ctx, **given: Any) -> Case:
        told = {"title": "Card kept", "description": "The machine kept it", "category": "Cards"}
        return await cases.open_case(by, NewCase(**{"customer_id": customer.id} | told | given))

    return opened


@pytest.fixture
async def case(open_case: Open) -> Case:
    return await open_case()


@pytest.fixture
def at(ctx: Context) -> Callable[..., Context]:
    """A context at another time and place, in the same transaction; the system's, or another actor's."""

    def moved(now: datetime, *, zone: str = "UTC", actor: Actor = SYSTEM) -> Context:
        return Context(
            ctx.db,
            actor,
            now,
            via="test",
            request_id=None,
            queue=ctx._queue,
            reactions={},
            zone=ZoneInfo(zone),
        )

    return moved
