import subprocess
import sys

LOST = """
import os, signal
from accord.app.starting import ended_in_order

with ended_in_order() as ending:
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except KeyboardInterrupt:
        pass  # as code of others may
    ending.check()
    print("goes on")
print("ended")
"""
LATE = """
import socket, sys
from accord.app import server
from accord.app.settings import AuthSettings, Secret, ServerSettings, Settings

settings = Settings(auth=AuthSettings(secret=Secret("s" * 64)), server=ServerSettings(worker=False))
listening = socket.create_server(("127.0.0.1", 0))
server.run(settings, sys.argv[1], [listening], ready=lambda: print("answers"), is_ending=lambda: True)
print("ended")
"""


def run(script, *arguments):
    return subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60, check=False
    )


class TestBeingToldToEnd:
    def test_holds_when_it_gets_lost_in_between(self):
        found = run(LOST)

        assert (found.returncode, found.stdout) == (0, "ended\n"), found.stderr

    def test_before_the_server_answers_ends_the_server(self, url):
        found = run(LATE, url)

        assert (found.returncode, found.stdout.splitlines()[-1]) == (0, "ended"), found.stderr
        assert "answers" not in found.stdout
