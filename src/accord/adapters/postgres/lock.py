"""One owner for each data folder: an operating system lock that dies with its process."""

import os
import sys
import time
from pathlib import Path

from accord.adapters.postgres.errors import ClusterInUse, ClusterNotOurs

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Windows locks are mandatory, so the locked byte lies far behind the process number that others read.
LOCKED_BYTE = 1 << 30


class OwnerLock:
    """Held from acquire() to release() or to the death of the process, whatever comes first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock now."""
        return self._descriptor is not None

    def acquire(self) -> None:
        """Take the lock at once. Raises ClusterInUse with the owner's process number."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as refused:
            raise ClusterNotOurs(f"{self._path.parent} is not writable by this user") from refused
        try:
            _lock(descriptor)
        except OSError as taken:
            owner = _read_owner(descriptor)
            os.close(descriptor)
            raise ClusterInUse(f"{self._path.parent} is in use by process {owner}") from taken
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _read_owner(descriptor: int) -> str:
    # The owner writes its number just after it has the lock.
    for _ in range(20):
        os.lseek(descriptor, 0, os.SEEK_SET)
        number = os.read(descriptor, 20).decode().strip()
        if number:
            return number
        time.sleep(0.05)
    return "unknown"


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
