"""Jobs by the clock."""

from collections.abc import Sequence
from datetime import datetime

from croniter import croniter

from accord.core.context import Job, Queue
from accord.kit import clock
from accord.kit.db import Database

from . import schedule_store
from .handlers import Schedule


class Planner:
    """Enqueues scheduled jobs, each time once, however many workers there are."""

    def __init__(self, database: Database, queue: Queue, schedules: Sequence[Schedule]) -> None:
        self._database = database
        self._queue = queue
        self._names = [schedule.name for schedule in schedules]
        self._crons = [schedule.cron for schedule in schedules]
        self._planted = not schedules
        self.next_at: datetime | None = None

    async def fire(self) -> None:
        """Enqueue what is due, and learn when to come again. Raises DatabaseUnavailable."""
        now = clock.now()
        if not self._names or (self.next_at is not None and now < self.next_at):
            return
        nexts = [following(cron, now) for cron in self._crons]
        async with self._database.transaction() as db:
            if not self._planted:
                await schedule_store.plant(db, self._names, self._crons, nexts)
            fired = await schedule_store.fire(db, self._names, self._crons, nexts, now=now)
            await self._queue.put(db, [Job(name=name) for name in fired])
        self._planted = True
        self.next_at = min(nexts)


def following(cron: str, after: datetime) -> datetime:
    """The first time after an instant that a cron expression names, in UTC."""
    found: datetime = croniter(cron, after).get_next(datetime)
    return found
