"""The job queue: jobs wait in PostgreSQL, in PgQueuer's tables, and are done by workers.

Owns    dead_jobs (and PgQueuer's tables)

`JobQueue.put` writes jobs in the transaction of the change they follow from. A `Worker` does them. PgQueuer
gives the tables and the statement that shares jobs out; its own runner is not used, because it records the
end of a job after the job's transaction instead of in it, and counts no attempt when a worker dies.

What holds:
- A job's effects happen once: they commit with the note that it is done, or not at all.
- An attempt is counted before it begins, so that a job that kills its worker is given up like any other.
- Nothing vanishes: a job is waiting, running, done, or dead; dead jobs stay until an operator retries them.
"""

from .dead import list_dead_jobs, retry_dead_job
from .errors import JobLost, NoSuchDeadJob, WorkerDied
from .handlers import Backoff, Handler, JobHandler, Pace, Schedule
from .maintenance import tidy_log
from .queue import JobQueue
from .records import DeadJob
from .worker import Worker

__all__ = [
    "JobQueue",
    "Worker",
    "Handler",
    "JobHandler",
    "Schedule",
    "Pace",
    "Backoff",
    "DeadJob",
    "list_dead_jobs",
    "retry_dead_job",
    "tidy_log",
    "JobLost",
    "NoSuchDeadJob",
    "WorkerDied",
]
