"""What a worker is told: which jobs it can do, how patiently, and which ones to begin by the clock."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from accord.core.context import Context

JobHandler = Callable[[Context, dict[str, Any]], Awaitable[None]]


class Handler(msgspec.Struct, frozen=True, kw_only=True):
    """How to do the jobs of one name.

    `run` gets a context of the system in a transaction of its own, which commits together with the note
    that the job is done. After `attempts` starts without an end the job is given up. `seconds` is the
    longest a run may take. `at_once` is how many jobs of this name all workers together may run at a time;
    0 is no limit. `give_up` is run when the job is given up, and commits together with the note of that; if it
    fails, the note is kept alone.
    """

    run: JobHandler
    attempts: int = 8
    seconds: float = 600.0
    at_once: int = 0
    give_up: JobHandler | None = None


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """A job to enqueue whenever `cron` (five fields, UTC) comes round.

    Times that passed while no worker ran are caught up by one job.
    """

    name: str
    cron: str


class Backoff(msgspec.Struct, frozen=True, kw_only=True):
    """The pause after a failed attempt: `first` seconds, growing by `factor` up to `longest`."""

    first: float = 5.0
    factor: float = 3.0
    longest: float = 3600.0

    def seconds(self, attempt: int, chance: float) -> float:
        """The pause after this attempt (the first is 1).

        `chance`, from 0 to 1, spreads it by a quarter either way: jobs that failed together come back apart.
        """
        grown = min(self.longest, self.first * self.factor ** (attempt - 1))
        return grown * (0.75 + 0.5 * chance)


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How a worker works.

    `at_once` jobs run at a time, each on a connection of its own. Short jobs are fetched up to `batch`
    together. An idle worker looks into the queue every `poll_seconds` if nothing wakes it. A job whose
    worker is gone is taken over `lease_seconds` after it was fetched; one that runs is safe for as long as
    its transaction lives, however long that is. At a stop, running jobs have `grace_seconds` to end.
    """

    at_once: int = 4
    batch: int = 50
    poll_seconds: float = 10.0
    lease_seconds: float = 20.0
    grace_seconds: float = 20.0
    backoff: Backoff = Backoff()
