"""A post office on the worker's own database: customers, messages, providers that follow scripts, and workers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest

from accord.adapters.delivery import DeliveryPace, DeliveryWorker
from accord.core import communications
from accord.core.communications import Communication, NewCommunication, Outreach
from accord.core.context import SYSTEM, Context
from accord.core.interactions import Channel
from accord.kit import clock
from accord.kit.db import Database
from make import Factory, QueueOfTest
from make.providers import PlainRenderer, ScriptedProvider

QUICK = DeliveryPace(
    at_once=4,
    send_seconds=0.4,
    lease_seconds=1.0,
    poll_seconds=5.0,
    grace_seconds=2.0,
    sick_after=3,
    closed_seconds=0.2,
    longest_closed_seconds=0.4,
)


class PostOffice:
    """Everything that is needed to send, committed step by step."""

    def __init__(self, database: Database, dsn: str) -> None:
        self.database = database
        self.dsn = dsn
        self.providers = {channel: ScriptedProvider(channel) for channel in (Channel.EMAIL, Channel.SMS)}
        self.outreach = Outreach(
            channels=frozenset(self.providers), renderer=PlainRenderer(), retry_waits=(0.05, 0.05, 0.05)
        )
        self.pace = QUICK
        self._customers = 0

    @asynccontextmanager
    async def context(self) -> AsyncIterator[Context]:
        async with self.database.transaction() as db:
            yield Context(
                db,
                SYSTEM,
                clock.now(),
                via="test",
                request_id=None,
                queue=QueueOfTest(),
                reactions={},
            )

    async def customer(self, **given):
        self._customers += 1
        async with self.context() as ctx:
            factory = Factory(ctx.db)
            factory._count = self._customers
            return await factory.customer(**given)

    async def send(self, customer, **said) -> Communication:
        given = {"message_type": "welcome", "origin": "engagement", "ignores_timing": True}
        new = NewCommunication(**(given | {"customer_id": customer.id} | said))
        async with self.context() as ctx:
            return await communications.send(ctx, self.outreach, new)

    async def state(self, communication: Communication) -> Communication:
        async with self.context() as ctx:
            return (await communications.get_communication(ctx, communication.id)).communication

    async def until(
        self,
        communication: Communication,
        *statuses: str,
        reasons: tuple[str, ...] = (),
        seconds: float = 10.0,
    ):
        """The message when it has one of these statuses, and one of these reasons if there are any."""
        async with asyncio.timeout(seconds):
            found = await self.state(communication)
            while found.status not in statuses or (reasons and found.reason not in reasons):
                await asyncio.sleep(0.02)
                found = await self.state(communication)
        return found

    def worker(self, **said) -> DeliveryWorker:
        pace = msgspec.structs.replace(self.pace, **said.pop("pace", {}))
        given = {"open_context": self.context, "pace": pace}
        return DeliveryWorker(self.dsn, self.providers, self.outreach, **(given | said))

    @asynccontextmanager
    async def working(self, *workers: DeliveryWorker) -> AsyncIterator[tuple[DeliveryWorker, ...]]:
        """Workers at work, stopped in order at the end."""
        at_work = workers or (self.worker(),)
        tasks = [asyncio.create_task(worker.run()) for worker in at_work]
        try:
            yield at_work
        finally:
            for worker in at_work:
                worker.stop()
            await asyncio.gather(*tasks)

    @property
    def mail(self) -> ScriptedProvider:
        return self.providers[Channel.EMAIL]

    @property
    def sms(self) -> ScriptedProvider:
        return self.providers[Channel.SMS]


@pytest.fixture
async def office(database: Database, url: str) -> PostOffice:
    return PostOffice(database, url)
