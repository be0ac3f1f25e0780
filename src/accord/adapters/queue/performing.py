"""One job from its start to its end, whatever the end is."""

import asyncio
import logging
import random
import traceback
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from accord.core.context import Context
from accord.kit.db import Database, DatabaseUnavailable

from . import store
from .errors import JobLost, WorkerDied
from .handlers import Backoff, Handler
from .records import ClaimedJob

OpenContext = Callable[[], AbstractAsyncContextManager[Context]]

_log = logging.getLogger(__name__)


class Performer:
    """Does the jobs of one worker, one transaction each. Its methods raise DatabaseUnavailable."""

    def __init__(
        self,
        database: Database,
        worker: UUID,
        handlers: Mapping[str, Handler],
        open_context: OpenContext,
        backoff: Backoff,
    ) -> None:
        self._database = database
        self._worker = worker
        self._handlers = handlers
        self._open_context = open_context
        self._backoff = backoff

    async def perform(self, job: ClaimedJob) -> bool:
        """Do a job, and see to what follows when it fails; whether it is done."""
        if job.started:
            await self._fail(job, job.attempts, WorkerDied("the worker disappeared while it did this job"))
            return False
        async with self._database.reading() as db:
            attempt = await store.start(db, id=job.id, worker=self._worker, attempts=job.attempts)
        if attempt is None:
            _log.info("job %d (%s) was taken over before it began", job.id, job.name)
            return False
        try:
            await self._attempt(job, attempt)
        except JobLost:
            _log.warning("job %d (%s) was taken over; what it did here is undone", job.id, job.name)
        except asyncio.CancelledError as error:
            if _is_being_cancelled():
                await self._release(job)
                raise
            await self._fail(job, attempt, error)
        except Exception as error:
            await self._fail(job, attempt, error)
        else:
            return True
        return False

    async def release(self, jobs: list[ClaimedJob]) -> None:
        """Give jobs back that this worker will not do."""
        if jobs:
            async with self._database.reading() as db:
                await store.release(db, [job.id for job in jobs], self._worker)

    async def _release(self, job: ClaimedJob) -> None:
        try:
            await self.release([job])
        except DatabaseUnavailable:
            _log.warning("job %d (%s) could not be given back; its lease must end first", job.id, job.name)

    async def _attempt(self, job: ClaimedJob, attempt: int) -> None:
        """Run the handler; its effects and the end of the job are one transaction."""
        handler = self._handlers[job.name]
        claim = {"id": job.id, "worker": self._worker, "attempts": attempt}
        async with asyncio.timeout(handler.seconds), self._open_context() as ctx:
            if not await store.hold(ctx.db, seconds=handler.seconds, **claim):
                raise JobLost
            await handler.run(ctx, job.arguments)
            if not await store.finish(ctx.db, **claim):
                raise JobLost

    async def _fail(self, job: ClaimedJob, attempt: int, error: BaseException) -> None:
        """Put the job back for later, or give it up after its last attempt."""
        claim = {"id": job.id, "worker": self._worker, "attempts": attempt}
        told = _storable(f"{type(error).__name__}: {error}")
        most = self._handlers[job.name].attempts
        _log.warning("job %d (%s) failed, attempt %d of %d: %s", job.id, job.name, attempt, most, told)
        async with self._database.reading() as db:
            if attempt >= most:
                trace = _storable("".join(traceback.format_exception(error)))
                await store.bury(db, error=told, traceback=trace, **claim)
                _log.error("job %d (%s) is given up after %d attempts", job.id, job.name, attempt)
            else:
                pause = self._backoff.seconds(attempt, random.random())  # noqa: S311  nothing is secret here
                await store.retry(db, seconds=pause, error=told, **claim)


def _is_being_cancelled() -> bool:
    """Whether somebody cancels this task, or a handler only let a cancellation of its own escape."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _storable(message: str) -> str:
    """The text without what PostgreSQL's text cannot hold."""
    return message.encode("utf-8", "replace").decode().replace("\x00", "")
