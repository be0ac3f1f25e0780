"""A PostgreSQL server for those who have none: found, created, started, re-attached to and stopped.

Owns the cluster in the data folder, the lock that says whose it is, and the choice of its programs.
Reads no settings and opens no connection: it hands out a DSN.
"""

from accord.adapters.postgres.binaries import Binaries, find_binaries, list_binaries
from accord.adapters.postgres.cluster import Cluster, find_running
from accord.adapters.postgres.errors import (
    ClusterInUse,
    ClusterNotOurs,
    ClusterStartFailed,
    ClusterStopFailed,
    ClusterVersionMismatch,
    PostgresError,
    PostgresNotFound,
)

__all__ = [
    "Binaries",
    "find_binaries",
    "list_binaries",
    "Cluster",
    "find_running",
    "PostgresError",
    "PostgresNotFound",
    "ClusterInUse",
    "ClusterNotOurs",
    "ClusterVersionMismatch",
    "ClusterStartFailed",
    "ClusterStopFailed",
]
