"""A folder whose files are read by their plain names."""

import asyncio
import os
import stat
from pathlib import Path


class Folder:
    """Reads files that lie directly in a folder: no path leads out of it, and no link either."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def read(self, name: str, *, most_bytes: int) -> bytes | None:
        """The content of a file; None when there is none of this name, or it is larger than `most_bytes`."""
        if Path(name).name != name or name in ("", ".", ".."):
            return None
        return await asyncio.to_thread(_content_of, self._path / name, most_bytes)


def _content_of(path: Path, most_bytes: int) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError):
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(most_bytes + 1)
    finally:
        os.close(descriptor)
    return content if len(content) <= most_bytes else None
