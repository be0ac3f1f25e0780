"""Servers under test as processes of their own, and measurements that take turns."""

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

HOST = "127.0.0.1"
START_SECONDS = 60.0
STOP_SECONDS = 30.0

T = TypeVar("T")


class Child:
    """A server that this run started, known by its process id and its port."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, output: Path) -> None:
        self.process = process
        self.port = port
        self.began = time.perf_counter()
        self.output = output

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.port}"

    def wait_until(self, path: str, *, seconds: float = START_SECONDS) -> float:
        """Ask for a path until it answers 200; the seconds since it was started. Raises RuntimeError."""
        while time.perf_counter() - self.began < seconds:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.told()}")
            try:
                with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                    if answer.status == 200:
                        return time.perf_counter() - self.began
            except (OSError, urllib.error.URLError):
                time.sleep(0.01)
        raise RuntimeError(f"the server does not answer on {path}:\n{self.told()}")

    def cpu_seconds(self) -> float:
        """The processor time it used so far, user and system; NaN where there is no /proc."""
        try:
            stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            return float("nan")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> dict[str, float]:
        """Its memory in megabytes: `rss` with shared pages, `uss` without. Empty where there is no /proc."""
        try:
            text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            return {}
        kib = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
        own = kib["Private_Clean"] + kib["Private_Dirty"]
        return {"rss": kib["Rss"] * 1024 / 1e6, "uss": own * 1024 / 1e6}

    def told(self) -> str:
        """The last of what it wrote."""
        return self.output.read_text(encoding="utf-8", errors="replace")[-3000:]

    def stop(self) -> None:
        """End it and wait for its end."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def child(command: Sequence[str], port: int, environ: Mapping[str, str], output: Path) -> Iterator[Child]:
    """A server, ended with the block. Its words go to a file."""
    with output.open("ab") as file:
        process = subprocess.Popen(
            command,
            env={**_without_settings(), **environ},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    started = Child(process, port, output)
    try:
        yield started
    finally:
        started.stop()


def output_of(command: Sequence[str], environ: Mapping[str, str], given: bytes = b"") -> bytes:
    """What a command prints. Raises RuntimeError when it fails."""
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        env={**_without_settings(), **environ},
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr.decode(errors='replace')[-3000:]}")
    return done.stdout


def accord_environment(dsn: str | None, folder: Path) -> dict[str, str]:
    """Settings for `accord` on a database of the benchmark: everything on, limits too high to be reached."""
    database = {} if dsn is None else {"ACCORD_DATABASE_URL": dsn}
    return {
        **database,
        "ACCORD_DATA": str(folder),
        "ACCORD_AUTH__SECRET": "a-secret-for-benchmarks-on-loopback-only",
        "ACCORD_DEMO__ENABLED": "false",
        "ACCORD_RATE_LIMITS__OVERRIDES": ",".join(f"{name}=1000000000" for name in _RATE_CLASSES),
    }


_RATE_CLASSES = (
    "banking.standard",
    "engagement.send",
    "engagement.history",
    "tourism.default",
    "tourism.create-customer",
)


def accord_command() -> str:
    """The installed `accord`. Raises RuntimeError."""
    found = shutil.which("accord", path=str(Path(sys.executable).parent))
    if found is None:
        raise RuntimeError("accord is not installed beside this Python")
    return found


def issue_token(environ: Mapping[str, str]) -> str:
    """A token with every right, as an operator would get one."""
    command = (accord_command(), "token", "issue", "benchmark", "--grant", "crm:admin")
    return output_of(command, environ).decode().split()[-1]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def take_turns(rounds: int, sides: Mapping[str, Callable[[], T]]) -> dict[str, list[T]]:
    """Measure all sides once a round, every second round in the other order: no side always comes first."""
    found: dict[str, list[T]] = {name: [] for name in sides}
    for number in range(rounds):
        order = list(sides) if number % 2 == 0 else list(sides)[::-1]
        for name in order:
            found[name].append(sides[name]())
    return found


def median_ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """The median of the rounds' ratios: what slowed a whole round down does not count."""
    return statistics.median(one / other for one, other in zip(above, below, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0..1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("ACCORD_")}
