"""Taking jobs: PgQueuer's own statement, which also takes over jobs whose worker is gone."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from pgqueuer.ports.repository import EntrypointExecutionParameter
from pgqueuer.queries import Queries
from pgqueuer.types import QueueEntrypoint, QueueManagerId

from accord.kit.db import Database
from accord.kit.db.errors import translated

from .records import ClaimedJob


class Claims:
    """Takes jobs for one worker.

    `limits` are the names it can do, each with how many may run at a time over all workers (0: any number).
    """

    def __init__(
        self, database: Database, worker: UUID, limits: Mapping[str, int], *, lease_seconds: float
    ) -> None:
        self._queries = Queries.from_asyncpg_pool(database.pool)
        self._worker = QueueManagerId(worker)
        self._entrypoints = {
            QueueEntrypoint(name): EntrypointExecutionParameter(concurrency_limit=limit)
            for name, limit in limits.items()
        }
        self._lease = timedelta(seconds=lease_seconds)

    async def take(self, most: int) -> list[ClaimedJob]:
        """Up to `most` due jobs, oldest first. Raises DatabaseUnavailable."""
        with translated():
            jobs = await self._queries.dequeue(
                batch_size=most,
                entrypoints=self._entrypoints,
                queue_manager_id=self._worker,
                global_concurrency_limit=None,
                heartbeat_timeout=self._lease,
            )
        return [
            ClaimedJob(
                job.id, job.entrypoint, job.payload or b"{}", job.attempts, "started" in (job.headers or {})
            )
            for job in jobs
        ]
