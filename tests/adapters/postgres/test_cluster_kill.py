import os
import signal

from accord.adapters.postgres import Cluster


class TestKillingTheOwner:
    async def test_leaves_the_server_to_the_next_one(self, made, own, server_pid, value_of):
        owner = own()
        await value_of(owner.answer(), "create table kept as select 42 as number")
        served_by = server_pid()
        owner.kill()

        with Cluster(made) as cluster:
            assert server_pid() == served_by
            assert await value_of(cluster.dsn, "select number from kept") == 42


class TestKillingTheServer:
    async def test_loses_no_committed_row(self, made, own, server_pid, value_of):
        owner = own()
        await value_of(owner.answer(), "create table kept as select 42 as number")
        os.kill(server_pid(), signal.SIGKILL)
        owner.kill()

        with Cluster(made) as cluster:
            assert await value_of(cluster.dsn, "select number from kept") == 42

    def test_lets_its_owner_stop_and_start_again(self, made, server_pid):
        cluster = Cluster(made)
        cluster.start()
        killed = server_pid()
        os.kill(killed, signal.SIGKILL)

        cluster.stop()
        cluster.start()

        assert server_pid() != killed
        cluster.stop()
