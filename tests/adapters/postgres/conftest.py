import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from accord.adapters.postgres import Cluster
from accord.adapters.postgres.placement import Place, find_place
from accord.adapters.postgres.postmaster import read_postmaster

MEMORY = Path("/dev/shm")
ROOM_NEEDED = 1 << 30
OWNER = Path(__file__).with_name("owner.py")


class Owner:
    """A child process that owns a cluster."""

    def __init__(self, data_folder: Path, *, uid: int = 0) -> None:
        self.process = subprocess.Popen(
            [sys.executable, OWNER, data_folder, str(uid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def answer(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        self.process.communicate()


def make_open_folder() -> Path:
    """In memory if possible; every user can reach it, while pytest's own belong to its user alone."""
    is_fast = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_NEEDED
    folder = Path(tempfile.mkdtemp(prefix="accord-test-", dir=MEMORY if is_fast else "/tmp"))
    folder.chmod(0o777)
    return folder


def clean_up(data_folder: Path) -> None:
    if data_folder.exists() and read_postmaster(find_place(data_folder).cluster):
        with Cluster(data_folder):
            pass


@pytest.fixture
def folder() -> Iterator[Path]:
    parent = make_open_folder()
    yield parent / "data"
    clean_up(parent / "data")
    shutil.rmtree(parent)


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    """A data folder with a cluster that was stopped: copying it takes a tenth of making one."""
    parent = make_open_folder()
    with Cluster(parent / "data"):
        pass
    yield parent / "data"
    shutil.rmtree(parent)


@pytest.fixture
def made(folder: Path, template: Path) -> Path:
    """The data folder with a cluster in it."""
    subprocess.run(["cp", "-a", template, folder], check=True)
    return folder


@pytest.fixture
def own(folder: Path) -> Iterator[Callable[..., Owner]]:
    owners: list[Owner] = []

    def start(*, uid: int = 0) -> Owner:
        owners.append(Owner(folder, uid=uid))
        return owners[-1]

    yield start
    for each in owners:
        each.end()


@pytest.fixture
def place(folder: Path) -> Callable[[], Place]:
    return lambda: find_place(folder)


@pytest.fixture
def server_pid(folder: Path) -> Callable[[], int]:
    def pid() -> int:
        found = read_postmaster(find_place(folder).cluster)
        assert found is not None
        return found.pid

    return pid


@pytest.fixture
def value_of() -> Callable[[str, str], Awaitable[object]]:
    async def run(dsn: str, statement: str) -> object:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return run


@pytest.fixture
def is_root() -> bool:
    return os.geteuid() == 0
