"""What can go wrong with the embedded server. Each message is one line for the person who starts Accord."""


class PostgresError(Exception):
    """Anything the embedded server refuses or fails to do."""


class PostgresNotFound(PostgresError):
    """No PostgreSQL programs on this machine."""


class ClusterInUse(PostgresError):
    """Another live process owns the data folder."""


class ClusterNotOurs(PostgresError):
    """The files belong to another system user, or no user can run the server."""


class ClusterVersionMismatch(PostgresError):
    """The data was written by a major version that is not installed."""


class ClusterStartFailed(PostgresError):
    """The server could not be created or started, or was not ready in time."""


class ClusterStopFailed(PostgresError):
    """The server was still running when the time to stop was over."""
