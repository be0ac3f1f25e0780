"""What a vendor took, on disk before anybody hears of it."""

import json
import os
from pathlib import Path
from typing import Any


class Ledger:
    """A file of JSON lines. Opening it again finds what was written before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("ab", buffering=0)

    def write(self, **entry: Any) -> None:
        """Add a line; it survives the death of the process and of the machine."""
        self._file.write(json.dumps(entry).encode() + b"\n")
        os.fsync(self._file.fileno())

    def entries(self, **wanted: Any) -> list[dict[str, Any]]:
        """All lines in which these values stand."""
        return entries_of(self.path, **wanted)

    def close(self) -> None:
        self._file.close()


def entries_of(path: Path, **wanted: Any) -> list[dict[str, Any]]:
    """The lines of a ledger in which these values stand.

    One that was cut off by a death was never acknowledged and is left out.
    """
    found = [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]
    return [each for each in found if all(each.get(name) == value for name, value in wanted.items())]
