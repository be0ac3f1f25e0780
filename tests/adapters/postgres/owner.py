"""A server process in miniature: owns a cluster until it is told to end, or killed.

Run with the data folder, the folder of the programs ("" for the ones found), and a user id to become (0: stay).
"""

import os
import sys
from pathlib import Path

from accord.adapters.postgres import Cluster, PostgresError, list_binaries


def main(data_folder: str, programs: str, uid: int) -> None:
    if uid:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    given = next((each for each in list_binaries() if str(each.folder) == programs), None)
    cluster = Cluster(Path(data_folder), binaries=given)
    try:
        print(cluster.start(), flush=True)
    except PostgresError as refused:
        print(f"{type(refused).__name__}: {refused}", flush=True)
        return
    sys.stdin.readline()
    cluster.stop()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
