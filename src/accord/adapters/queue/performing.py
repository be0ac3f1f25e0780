"""One job from its start to its end, whatever the end is."""

import asyncio
import random
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID

from accord.core.context import Context
from accord.kit import log
from accord.kit.db import Database, DatabaseUnavailable
from accord.kit.discretion import describe

from . import store
from .errors import JobLost, WorkerDied
from .handlers import Backoff, Handler
from .records import ClaimedJob

OpenContext = Callable[[], AbstractAsyncContextManager[Context]]


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
            log.info("job taken over before it began", job=job.name, job_id=job.id)
            return False
        try:
            await self._attempt(job, attempt)
        except JobLost:
            log.warning("job taken over, its effects here undone", job=job.name, job_id=job.id)
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
            log.warning("job not given back, its lease must end first", job=job.name, job_id=job.id)

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
        """Put the job back for later, or give it up after its last attempt.

        What is kept of the error tells no values: it stays when whom they are about is erased.
        """
        claim = {"id": job.id, "worker": self._worker, "attempts": attempt}
        told = _storable(describe(error))
        most = self._handlers[job.name].attempts
        about = {"job": job.name, "job_id": job.id, "attempt": attempt, "attempts": most}
        if attempt >= most:
            trace = _storable(log.stack_of(error))
            await self._give_up(job, error=told, traceback=trace, **claim)
            log.failure("job given up", error, **about)
            return
        async with self._database.reading() as db:
            pause = self._backoff.seconds(attempt, random.random())  # noqa: S311  nothing is secret here
            await store.retry(db, seconds=pause, error=told, **claim)
            log.warning("job failed", problem=told, again_in_seconds=round(pause, 1), **about)

    async def _give_up(self, job: ClaimedJob, **note: Any) -> None:
        """Bury the job, and do what its handler has for that case in the same transaction."""
        handler = self._handlers[job.name]
        try:
            async with asyncio.timeout(handler.seconds), self._open_context() as ctx:
                buried = await store.bury(ctx.db, **note)
                if buried and handler.give_up is not None:
                    await handler.give_up(ctx, job.arguments)
        except DatabaseUnavailable:
            raise
        except Exception as error:
            log.failure("job given up, but not what follows", error, job=job.name, job_id=job.id)
            async with self._database.reading() as db:
                await store.bury(db, **note)


def _is_being_cancelled() -> bool:
    """Whether somebody cancels this task, or a handler only let a cancellation of its own escape."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _storable(message: str) -> str:
    """The text without what PostgreSQL's text cannot hold."""
    return message.encode("utf-8", "replace").decode().replace("\x00", "")
