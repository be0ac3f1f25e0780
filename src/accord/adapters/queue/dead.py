"""What operators do about jobs that were given up."""

from accord.kit.db import Db

from . import dead_store
from .errors import NoSuchDeadJob
from .records import DeadJob


async def list_dead_jobs(db: Db, *, limit: int = 100) -> list[DeadJob]:
    """The jobs that were given up, newest first, at most `limit`. They stay until they are retried."""
    return await dead_store.latest(db, limit)


async def retry_dead_job(db: Db, job_id: int) -> None:
    """Enqueue a dead job again, with all its attempts before it. Raises NoSuchDeadJob."""
    if not await dead_store.revive(db, job_id):
        raise NoSuchDeadJob(f"no dead job has the number {job_id}")
