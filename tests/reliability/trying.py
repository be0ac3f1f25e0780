"""One promise is tried: its tests in a process of their own, with many more examples and a seed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import pytest
from benchmarks.results import Result

from .deep import Ended
from .promises import Promise
from .tally import FILE, Tally

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
# For tests that were interrupted to drop their databases.
TIDYING_SECONDS = 60.0
ALL_RAN = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}


def try_to_break(promise: Promise, *, server: str, seed: int) -> Result | Ended:
    """What its tests found; broken, too, when they did not get to their end, or tried less than they have to.

    `server` is a PostgreSQL whose role may create databases.
    """
    print(f"{promise.name}, seed {seed}: {promise.says}", flush=True)
    began = time.monotonic()
    tally = _tally(promise, server, seed)
    if tally is None:
        print(f"its tests did not get to their end in {promise.minutes:g} minutes")
        return Ended.BROKEN
    return judged(promise, tally, seed=seed, seconds=time.monotonic() - began)


def judged(promise: Promise, tally: Tally, *, seed: int, seconds: float) -> Result | Ended:
    """How often it was broken; broken, too, when less was tried than has to be."""
    if not tally.failed and any(tally.tried.get(name, 0) < count for name, count in promise.least.items()):
        print(f"its tests tried {tally.tried}, and have to try {promise.least}")
        return Ended.BROKEN
    figures = {name: float(count) for name, count in tally.tried.items()}
    return Result(
        name=f"{promise.name}: {promise.says}",
        value=float(tally.failed),
        unit="tests that failed",
        target=0.0,
        higher_is_better=False,
        figures=figures | {"seconds": round(seconds, 1), "seed": float(seed)},
    )


def _tally(promise: Promise, server: str, seed: int) -> Tally | None:
    """What its tests came to, if they all ran."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "tally.json")
        ended = _run(_command(promise, seed), _environment(server, seed, file), promise.minutes * 60)
        return msgspec.json.decode(file.read_bytes(), type=Tally) if ended in ALL_RAN else None


def _command(promise: Promise, seed: int) -> list[str]:
    quietly = ("-q", "-p", "no:cacheprovider", "-p", "reliability.tally")
    return [sys.executable, "-m", "pytest", *quietly, f"--hypothesis-seed={seed}", *promise.tests]


def _environment(server: str, seed: int, tally: Path) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": f"{TESTS}{os.pathsep}{ROOT}",
        "ACCORD_TEST_DEPTH": "deep",
        "ACCORD_TEST_DATABASE_URL": server,
        "RELIABILITY_SEED": str(seed),
        FILE: str(tally),
    }


def _run(command: list[str], environment: dict[str, str], seconds: float) -> int:
    """How the command ended; interrupted, and killed at last, when it takes longer than so many seconds."""
    with subprocess.Popen(command, cwd=ROOT, env=environment) as running:
        try:
            return running.wait(seconds)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGINT)
        try:
            return running.wait(TIDYING_SECONDS)
        except subprocess.TimeoutExpired:
            running.kill()
            return running.wait()
