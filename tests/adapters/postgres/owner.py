"""A server process in miniature: owns a cluster until it is told to end, or killed.

Run with the data folder and a user id to become (0: stay who you are).
"""

import os
import sys
from pathlib import Path

from accord.adapters.postgres import Cluster, PostgresError


def main(data_folder: str, uid: int) -> None:
    if uid:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    cluster = Cluster(Path(data_folder))
    try:
        print(cluster.start(), flush=True)
    except PostgresError as refused:
        print(f"{type(refused).__name__}: {refused}", flush=True)
        return
    sys.stdin.readline()
    cluster.stop()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
