"""What can go wrong around jobs."""


class JobLost(Exception):
    """The job is another worker's by now; nothing that was done for it here may stay."""


class WorkerDied(Exception):
    """The worker that ran the job disappeared in the middle of it."""


class NoSuchDeadJob(LookupError):
    """There is no dead job with this number."""
