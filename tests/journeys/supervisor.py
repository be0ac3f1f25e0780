"""Accord as its operators run it: `accord serve` in a process of its own, on loopback, ended by its number."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import httpx

ACCORD = str(Path(sys.executable).with_name("accord"))
SECRET = "a secret of the tests, long enough for HS256"
START_SECONDS = 90.0
STOP_SECONDS = 60.0
COMMAND_SECONDS = 90.0
_BASE = re.compile(r"Accord answers at (http://[\d.]+:\d+)\n")
_TOKEN = re.compile(r"A token for development, valid for a day:\n  (\S+)\n")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Installation:
    """A folder that Accord is run in, with settings of its own; the embedded database unless they name one."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        inherited = {name: text for name, text in os.environ.items() if not name.startswith("ACCORD_")}
        chosen = {
            "ACCORD_DATA": str(self.data),
            "ACCORD_DEMO__ENABLED": "false",
            "ACCORD_AUTH__SECRET": SECRET,
            "ACCORD_SERVER__PORT": "0",
        }
        self.environment = inherited | chosen | settings
        self.servers: list[Server] = []

    def serve(self, *arguments: str, **settings: str) -> "Server":
        """Start a server and wait until it answers."""
        return self.begin(*arguments, **settings).await_ready()

    def begin(self, *arguments: str, **settings: str) -> "Server":
        """Start a server and do not wait."""
        log = self.folder / f"serve-{len(self.servers)}"
        server = Server(self.folder, arguments, self.environment | settings, log)
        self.servers.append(server)
        return server

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run one command of the command line to its end."""
        return subprocess.run(
            [ACCORD, *arguments],
            cwd=self.folder,
            env=self.environment | settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )

    def end(self) -> None:
        """Leave no process behind."""
        for server in self.servers:
            server.kill()


class Server:
    """One running `accord serve`, its children included."""

    def __init__(
        self, folder: Path, arguments: tuple[str, ...], environment: dict[str, str], log: Path
    ) -> None:
        self._out, self._err = log.with_suffix(".out"), log.with_suffix(".err")
        with self._out.open("wb") as out, self._err.open("wb") as err:
            # A session of its own, so that its children can be ended with it.
            self.process = subprocess.Popen(
                [ACCORD, "serve", *arguments],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        """Everything it said, on both streams."""
        return self._out.read_text() + self._err.read_text()

    @property
    def errors(self) -> str:
        return self._err.read_text()

    @property
    def base(self) -> str:
        """Where it answers, as it says itself."""
        found = _BASE.search(self._out.read_text())
        assert found, self.output
        return found[1]

    @property
    def token(self) -> str:
        """The token for development that it printed."""
        found = _TOKEN.search(self._out.read_text())
        assert found, self.output
        return found[1]

    @property
    def port(self) -> int:
        return int(self.base.rpartition(":")[2])

    def await_ready(self) -> "Server":
        """Wait until it serves requests."""
        self.await_saying(_BASE)
        self.await_status("/readyz", 200)
        return self

    def await_saying(self, pattern: re.Pattern[str]) -> None:
        until(lambda: self._lives() and pattern.search(self.output), START_SECONDS)

    def await_status(self, path: str, status: int) -> None:
        """Wait until a path answers so."""
        with httpx.Client(base_url=self.base, trust_env=False, timeout=10) as client:

            def answers() -> bool:
                with contextlib.suppress(httpx.TransportError):
                    return client.get(path).status_code == status
                return False

            until(lambda: self._lives() and answers(), START_SECONDS)

    def children(self) -> list[int]:
        """The numbers of its API processes."""
        members = [int(path.name) for path in Path("/proc").glob("[0-9]*") if self._is_child(path)]
        return sorted(members)

    def await_end_of_children(self) -> None:
        """Wait until none of its API processes runs."""
        until(lambda: not self.children(), STOP_SECONDS)

    def _is_child(self, process: Path) -> bool:
        try:
            session = int((process / "stat").read_text().rpartition(")")[2].split()[3])
            command = (process / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return False
        return session == self.process.pid and b"spawn_main" in command

    def stop(self) -> int:
        """Ask it to end, as a service manager does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """End it and its children at once, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_SECONDS)

    def _lives(self) -> bool:
        assert self.process.poll() is None, self.output
        return True


def until(happens, seconds: float) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, f"not within {seconds:g} s"
        time.sleep(0.05)


async def rows_of(dsn: str, query: str) -> list[asyncpg.Record]:
    """What a database holds, read beside the server."""
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetch(query)
    finally:
        await connection.close()
