"""Workflows in the transaction of a test: definitions by the act, jobs done in the order in which they came."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import msgspec
import pytest

from accord.core import automation, cases
from accord.core.automation import Definition, Instance, NewDefinition
from accord.core.cases import Case, NewCase
from accord.core.context import SYSTEM, Context, Job
from accord.core.customers import Customer
from accord.core.reactions import REACTIONS
from accord.kit import clock
from accord.kit.db import Db
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import Factory, QueueOfTest

Define = Callable[..., Awaitable[Definition]]


@pytest.fixture
def live(db: Db, queue: QueueOfTest) -> Context:
    """The system's context in which events have their consequences."""
    return Context(db, SYSTEM, clock.now(), via="test", request_id=new_id(), queue=queue, reactions=REACTIONS)


@pytest.fixture
def define(ctx: Context) -> Define:
    """Defines a workflow; every field can be given."""

    async def defined(*actions: Any, **given: Any) -> Definition:
        written = {"name": "Care", "trigger_type": "Manual", "actions": list(actions)} | given
        return await automation.create_definition(ctx, NewDefinition(**written))

    return defined


@pytest.fixture
async def customer(make: Factory) -> Customer:
    return await make.customer()


@pytest.fixture
async def case(ctx: Context, customer: Customer) -> Case:
    """An open case, of which nobody was told."""
    return await open_case(ctx, customer)


async def open_case(ctx: Context, customer: Customer, **given: Any) -> Case:
    written = {"title": "Card lost", "description": "On the bus", "category": "Cards"} | given
    return await cases.open_case(ctx, NewCase(customer_id=customer.id, **written))


class NobodySends:
    """No message is expected."""

    async def __call__(self, ctx: Context, new: Any, /) -> Any:
        raise AssertionError(new)


@pytest.fixture
def work(live: Context, queue: QueueOfTest) -> Callable[..., Awaitable[list[Job]]]:
    """Does the jobs of workflows that wait, and those that follow; all of them, or at most so many. The ones done."""

    async def done(most: int = 100, *, send: automation.Sender | None = None) -> list[Job]:
        handlers: dict[str, Any] = {
            "automation.match": automation.match,
            "automation.step": partial(automation.take_step, send or NobodySends()),
            "automation.settle_message": automation.settle_message,
            "automation.fire_aged": automation.fire_aged,
        }
        ran: list[Job] = []
        while len(ran) < most and (job := _first(queue, handlers)) is not None:
            await handlers[job.name](live, msgspec.json.decode(msgspec.json.encode(job.arguments)))
            ran.append(job)
        assert len(ran) < 100, "the jobs do not end"
        return ran

    return done


def _first(queue: QueueOfTest, names: Any) -> Job | None:
    for place, job in enumerate(queue.jobs):
        if job.name in names:
            return queue.jobs.pop(place)
    return None


@pytest.fixture
def instances(ctx: Context) -> Callable[[], Awaitable[list[Instance]]]:
    """Every instance, in the order in which they were started."""

    async def listed() -> list[Instance]:
        found = (await automation.list_instances(ctx, Page(limit=100))).items
        return sorted(found, key=lambda instance: instance.id)

    return listed
