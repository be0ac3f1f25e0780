import os
from pathlib import Path

import asyncpg
import pytest

from accord.adapters.postgres import (
    Binaries,
    Cluster,
    ClusterInUse,
    ClusterStartFailed,
    ClusterVersionMismatch,
    find_running,
    list_binaries,
)


class TestStartingACluster:
    async def test_makes_the_database_of_an_ordinary_role(self, folder, value_of):
        with Cluster(folder) as cluster:
            who = await value_of(cluster.dsn, "select current_database() || ' ' || current_user")
            assert who == "accord accord"
            assert await value_of(cluster.dsn, "select current_setting('is_superuser')") == "off"

    async def test_keeps_the_data_over_a_restart(self, made, value_of):
        with Cluster(made) as cluster:
            await value_of(cluster.dsn, "create table kept as select 42 as number")

        with Cluster(made) as cluster:
            assert await value_of(cluster.dsn, "select number from kept") == 42

    async def test_opens_no_network_and_keeps_every_commit(self, made, value_of):
        with Cluster(made) as cluster:
            for name, value in {
                "listen_addresses": "",
                "fsync": "on",
                "data_checksums": "on",
                "jit": "off",
            }.items():
                assert await value_of(cluster.dsn, f"show {name}") == value

    def test_keeps_other_users_out_of_its_folder(self, made, place):
        with Cluster(made):
            assert place().folder.stat().st_mode & 0o777 == 0o700

    @pytest.mark.parametrize(
        "binaries", tuple(list_binaries()), ids=lambda each: f"{each.source}-{each.version}"
    )
    async def test_searches_every_alphabet_with_any_programs(self, folder, value_of, binaries: Binaries):
        with Cluster(folder, binaries=binaries) as cluster:
            await value_of(cluster.dsn, "create extension pg_trgm")

            assert await value_of(cluster.dsn, "select lower('ÅÉЖ')") == "åéж"
            assert len(await value_of(cluster.dsn, "select show_trgm('Жук')")) == 4
            assert await value_of(cluster.dsn, "select 'a' > 'B'")

    async def test_finds_a_short_path_for_the_socket_of_a_deep_folder(self, folder, value_of):
        deep = folder / ("d" * 90)
        with Cluster(deep) as cluster:
            assert await value_of(cluster.dsn, "select 1") == 1
            assert str(deep) not in cluster.dsn

    def test_leaves_no_folder_behind_outside_its_own(self, folder):
        with Cluster(folder / ("d" * 90)) as cluster:
            sockets = Path(cluster.dsn.partition("host=")[2].partition("&")[0])
            assert sockets.exists()

        assert not sockets.exists()

    def test_starts_over_after_a_creation_that_was_cut_short(self, folder, place):
        left_over = folder / "postgres" / "cluster.new"
        left_over.mkdir(parents=True)
        (left_over / "PG_VERSION").write_text("18")

        with Cluster(folder):
            assert not left_over.exists()

    def test_names_both_versions_when_they_differ(self, folder):
        written = folder / "postgres" / "cluster"
        written.mkdir(parents=True)
        (written / "PG_VERSION").write_text("12\n")

        with pytest.raises(
            ClusterVersionMismatch, match=r"written by PostgreSQL 12; this machine has \d\d\.\d"
        ):
            Cluster(folder).start()

    def test_says_what_the_server_said_when_it_refuses(self, made, place):
        with Cluster(made):
            settings = place().cluster / "postgresql.conf"
        settings.write_text("work_mem = 'plenty'\n")

        with pytest.raises(ClusterStartFailed, match=r"configuration file .* contains errors"):
            Cluster(made).start()

    async def test_is_not_misled_by_a_process_number_given_to_another_process(self, made, place, value_of):
        with Cluster(made):
            told = (place().cluster / "postmaster.pid").read_text().splitlines()
        (place().cluster / "postmaster.pid").write_text("\n".join([str(os.getpid()), *told[1:]]) + "\n")

        with Cluster(made) as cluster:
            assert await value_of(cluster.dsn, "select 1") == 1


class TestStartingOverLoopback:
    async def test_asks_for_the_generated_password(self, folder, value_of):
        with Cluster(folder, loopback=True) as cluster:
            assert await value_of(cluster.dsn, "select current_user") == "accord"

            password = cluster.dsn.partition("accord:")[2].partition("@")[0]
            with pytest.raises(asyncpg.InvalidPasswordError):
                await asyncpg.connect(cluster.dsn.replace(password, "guessed"))


class TestOwningACluster:
    def test_refuses_a_second_owner_and_names_the_first(self, made):
        with Cluster(made), pytest.raises(ClusterInUse, match=f"data is in use by process {os.getpid()}$"):
            Cluster(made).start()

    def test_lets_one_of_two_at_once_win(self, made, own):
        first, second = own(), own()

        refused, accepted = sorted([first.answer(), second.answer()])

        assert accepted.startswith("postgresql://")
        assert refused.startswith("ClusterInUse: ")
        assert refused.endswith((f"process {first.process.pid}", f"process {second.process.pid}"))

    def test_tells_others_where_the_server_is(self, made):
        assert find_running(made) is None

        with Cluster(made) as cluster:
            assert find_running(made) == cluster.dsn

        assert find_running(made) is None
