"""Where acts leave their jobs."""

import msgspec

from accord.core.context import Job
from accord.kit.db import Db

from . import store

_encode = msgspec.json.Encoder(decimal_format="string").encode


class JobQueue:
    """Writes jobs in the caller's transaction: they exist exactly if the change that asks for them does.

    A job whose `dedupe_key` waits already is not written again; the one that waits is begun at the earlier
    of both times, and not before this transaction ends. A job that has begun does not count as waiting.
    """

    async def put(self, db: Db, jobs: list[Job]) -> None:
        """Write any number of jobs in one statement."""
        kept = _without_repetitions(jobs)
        if not kept:
            return
        await store.put(
            db,
            names=[job.name for job in kept],
            payloads=[_encode(job.arguments) for job in kept],
            run_ats=[job.run_at for job in kept],
            keys=[job.dedupe_key for job in kept],
        )


def _without_repetitions(jobs: list[Job]) -> list[Job]:
    """The jobs without those whose key came before; the first keeps its place and gets the earliest time."""
    kept: dict[object, Job] = {}
    for place, job in enumerate(jobs):
        key = place if job.dedupe_key is None else job.dedupe_key
        first = kept.setdefault(key, job)
        if first.run_at is not None and (job.run_at is None or job.run_at < first.run_at):
            kept[key] = msgspec.structs.replace(first, run_at=job.run_at)
    return list(kept.values())
