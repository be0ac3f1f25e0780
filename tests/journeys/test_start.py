"""Starts that cannot succeed say why in one line."""

import signal

import pytest

from .conftest import installed
from .supervisor import free_port, until


class TestStartingTwoServers:
    def test_on_one_data_folder_leaves_one(self, embedded):
        both = [embedded.begin(), embedded.begin()]

        until(lambda: any(server.process.poll() is not None for server in both), 60)
        (loser,) = (server for server in both if server.process.poll() is not None)
        (winner,) = (server.await_ready() for server in both if server is not loser)
        assert loser.process.returncode == 1
        assert loser.output == f"accord: {embedded.data} is in use by process {winner.process.pid}\n"
        assert winner.stop() == 0

    def test_on_one_port_leaves_the_first(self, installation, dsn):
        server = installation.serve()
        with installed(ACCORD_DATABASE_URL=dsn) as other:
            refused = other.run("serve", "--port", str(server.port))

        line = f"accord: cannot listen on 127.0.0.1:{server.port}: Address already in use\n"
        assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", line)
        assert server.stop() == 0

    @pytest.mark.parametrize("processes", ["1", "2"])
    def test_follows_one_that_was_killed(self, installation, processes):
        port = str(free_port())
        killed = installation.serve("--port", port, "--processes", processes)

        killed.process.send_signal(signal.SIGKILL)
        killed.process.wait(60)
        killed.await_end_of_children()

        assert installation.serve("--port", port).stop() == 0
