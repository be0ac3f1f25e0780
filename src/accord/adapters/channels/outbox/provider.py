"""The outbox as a provider."""

from datetime import datetime

from accord.core.communications import Accepted, Connection, FailureKind, OutboundMessage, Refused
from accord.core.interactions import Channel
from accord.kit import clock
from accord.kit.db import Database, DatabaseUnavailable

from . import store

NAME = "outbox"


class OutboxProvider:
    """Records the messages of one channel in the database."""

    def __init__(self, database: Database, channel: Channel) -> None:
        self._database = database
        self.channel = channel
        self.name = NAME

    async def send(self, message: OutboundMessage) -> Accepted | Refused:
        """Record a message. A repetition of one that is recorded changes nothing."""
        try:
            async with self._database.transaction() as db:
                entry = await store.add(db, message, at=clock.now())
        except DatabaseUnavailable as error:
            return Refused(provider=NAME, kind=FailureKind.DOUBTFUL, message=str(error))
        if entry is None:
            return Refused(provider=NAME, kind=FailureKind.PERMANENT, message="the communication is gone")
        return Accepted(provider=NAME, provider_id=str(entry))

    async def find(self, message: OutboundMessage, *, since: datetime) -> Accepted | None:  # noqa: ARG002
        """The message if it was recorded. Raises DatabaseUnavailable."""
        async with self._database.reading() as db:
            entry = await store.find(db, message.reference)
        return None if entry is None else Accepted(provider=NAME, provider_id=str(entry))

    async def check(self) -> Connection:
        """Always there: the database is checked by others."""
        return Connection(provider=NAME, works=True, detail=f"{self.channel} is recorded, not sent")

    async def close(self) -> None:
        """Nothing to let go of."""
