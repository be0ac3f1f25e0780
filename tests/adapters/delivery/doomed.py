"""A worker in a process of its own, which kills itself at a named place of its first message.

python -m adapters.delivery.doomed DSN LEDGER POINT [PER_SECOND]
"""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from msgspec.structs import replace

from accord.adapters.delivery import DeliveryPace, DeliveryWorker, FailPoint, no_points
from accord.core.communications import Accepted, Connection, OutboundMessage, Outreach
from accord.core.context import SYSTEM, Context
from accord.core.interactions import Channel
from accord.kit import clock
from accord.kit.db import connect
from make import QueueOfTest
from make.providers import PlainRenderer

PACE = DeliveryPace(at_once=1, send_seconds=2.0, lease_seconds=1.0, poll_seconds=5.0, grace_seconds=5.0)


class LedgerProvider:
    """Takes a message by writing its reference to a file, for good."""

    name = "ledger"
    channel = Channel.EMAIL

    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger

    async def send(self, message: OutboundMessage) -> Accepted:
        with self.ledger.open("a") as file:
            file.write(f"{message.reference}\n")
            file.flush()
            os.fsync(file.fileno())
        return Accepted(provider=self.name, provider_id=message.reference)

    async def find(self, message: OutboundMessage, *, since: datetime) -> Accepted | None:
        taken = self.ledger.read_text().split() if self.ledger.exists() else []
        known = message.reference in taken
        return Accepted(provider=self.name, provider_id=message.reference) if known else None

    async def check(self) -> Connection:
        return Connection(provider=self.name, works=True)

    async def close(self) -> None:
        return None


def killer_at(point: str):
    async def reached(here: FailPoint, _communication_id: UUID) -> None:
        if here == point:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


def pace_of(per_second: float | None) -> DeliveryPace:
    if per_second is None:
        return PACE
    return replace(PACE, at_once=8, per_second={Channel.EMAIL: per_second})


async def work(dsn: str, ledger: Path, point: str, per_second: float | None = None) -> None:
    database = await connect(dsn, size=4)

    @asynccontextmanager
    async def context():
        async with database.transaction() as db:
            now = clock.now()
            yield Context(db, SYSTEM, now, via="test", request_id=None, queue=QueueOfTest(), reactions={})

    worker = DeliveryWorker(
        dsn,
        {Channel.EMAIL: LedgerProvider(ledger)},
        Outreach(channels=frozenset({Channel.EMAIL}), renderer=PlainRenderer()),
        open_context=context,
        pace=pace_of(per_second),
        points=no_points if point == "nowhere" else killer_at(point),
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
    await worker.run()
    await database.close()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2]), sys.argv[3], *map(float, sys.argv[4:])))
