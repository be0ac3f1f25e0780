import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
from adapters.postgres import owner

from accord.adapters.postgres import Cluster
from accord.adapters.postgres.placement import find_place
from accord.adapters.postgres.postmaster import read_postmaster


class Owner:
    """A child process that owns a cluster."""

    def __init__(self, data_folder: Path, *, programs: str = "", uid: int = 0) -> None:
        self.process = subprocess.Popen(
            [sys.executable, owner.__file__, str(data_folder), programs, str(uid)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def answer(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.end()

    def end(self) -> None:
        self.process.communicate()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder every user of the machine can reach; pytest's own belong to its user alone."""
    parent = Path(tempfile.mkdtemp(prefix="accord-test-", dir="/tmp"))
    parent.chmod(0o777)
    data = parent / "data"
    yield data
    if data.exists():
        with Cluster(data):
            pass
    shutil.rmtree(parent)


@pytest.fixture
def own(folder: Path) -> Iterator[Callable[..., Owner]]:
    owners: list[Owner] = []

    def start(**options: object) -> Owner:
        owners.append(Owner(folder, **options))
        return owners[-1]

    yield start
    for each in owners:
        each.end()


@pytest.fixture
def run_sql() -> Callable[..., object]:
    async def run(dsn: str, statement: str) -> object:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return run


@pytest.fixture
def server_pid(folder: Path) -> Callable[[], int]:
    def pid() -> int:
        found = read_postmaster(find_place(folder).cluster)
        assert found is not None
        return found.pid

    return pid


def is_root() -> bool:
    return os.geteuid() == 0
