"""How soon `accord serve` is ready with its own database, and how much memory it then takes."""

import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.harness import Child, accord_command, accord_environment, child, free_port, issue_token
from benchmarks.results import Options, Result

NAME = "startup"
ABOUT = "seconds from `accord serve` to /readyz on a data folder that exists, and idle memory"

PATHS = ("/banking/api/customers", "/tourism/api/v1/customers/", "/banking/api/health", "/metrics")
ASKED = 100
SETTLING_SECONDS = 3.0


def run(options: Options) -> list[Result]:
    """Start once on an empty folder, then `rounds` times on what that left."""
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # Run by root, the embedded server is another user's and has to get there.
        environ = accord_environment(None, folder / "data")
        first, _ = _start(environ, folder)
        found = [_start(environ, folder) for _ in range(options.rounds)]
    ready = [seconds for seconds, _ in found]
    memory = {key: statistics.median(each[key] for _, each in found) for key in found[0][1]}
    return [
        Result(
            name="warm start",
            value=statistics.median(ready),
            unit="s",
            target=4.0,
            higher_is_better=False,
            figures={"slowest_s": max(ready), "on_an_empty_folder_s": first},
        ),
        Result(
            name="idle memory (RSS)",
            value=memory.get("rss", float("nan")),
            unit="MB",
            target=150.0,
            higher_is_better=False,
            figures={"own_pages_mb": memory.get("uss", float("nan"))},
        ),
    ]


def _start(environ: dict[str, str], folder: Path) -> tuple[float, dict[str, float]]:
    """Seconds until it is ready, and its memory after some requests."""
    port = free_port()
    with child((accord_command(), "serve", "--port", str(port)), port, environ, folder / "log") as server:
        seconds = server.wait_until("/readyz")
        _warm(server, issue_token(environ))
        time.sleep(SETTLING_SECONDS)
        return seconds, server.memory()


def _warm(server: Child, token: str) -> None:
    for number in range(ASKED):
        path = PATHS[number % len(PATHS)]
        asked = urllib.request.Request(server.url + path, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            answer.read()
