"""What a running server tells about itself in postmaster.pid."""

import sys
from pathlib import Path

import msgspec

READY = "ready"


class Postmaster(msgspec.Struct, frozen=True):
    """A server process: its number, where it is reached, and whether it takes connections yet."""

    pid: int
    port: int
    socket_folder: str
    is_ready: bool


def read_postmaster(cluster: Path) -> Postmaster | None:
    """The server named in the data directory, alive or not; None when no file says so."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    lines += [""] * (8 - len(lines))
    if not lines[0].strip().isdigit():
        return None
    return Postmaster(
        pid=int(lines[0]),
        port=int(lines[3] or 0),
        socket_folder=lines[4].strip(),
        is_ready=lines[7].strip() == READY,
    )


def is_serving(pid: int, cluster: Path) -> bool | None:
    """Whether that process is the server of this cluster; None where the system does not tell."""
    process = Path(f"/proc/{pid}")
    if not sys.platform.startswith("linux"):
        return None
    try:
        return (process / "cwd").readlink() == cluster.resolve()
    except FileNotFoundError:
        return False
    except PermissionError:
        # Root inside a container may not look at the folder of another user's process, only at its name.
        return (process / "comm").read_text().strip() == "postgres"


def drop_stolen_number(cluster: Path) -> None:
    """Forget a server whose process number is another process's by now: PostgreSQL would refuse to start.

    The file of a server that just died stays: PostgreSQL finds its last children by it.
    """
    server = read_postmaster(cluster)
    if (
        server is not None
        and Path(f"/proc/{server.pid}").exists()
        and is_serving(server.pid, cluster) is False
    ):
        (cluster / "postmaster.pid").unlink(missing_ok=True)
