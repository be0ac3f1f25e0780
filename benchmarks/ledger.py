"""The ledger: every result ever measured here, one JSON line each."""

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from benchmarks.results import Result

FILE = Path(__file__).with_name("ledger.jsonl")


class Entry(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One line: what was measured, when, on what. `commit` ends in `+` when files differed from it."""

    date: str
    commit: str | None
    python: str
    postgres: str | None
    processors: int
    benchmark: str
    result: str
    value: float
    unit: str
    target: float | None
    met: bool | None
    figures: dict[str, float]


def append(
    benchmark: str, results: Sequence[Result], *, postgres: str | None = None, file: Path = FILE
) -> None:
    """Write the results of one benchmark at the end of the ledger; `postgres` None where no database was asked."""
    date = datetime.now(UTC).isoformat(timespec="seconds")
    commit = _commit()
    with file.open("ab") as ledger:
        for result in results:
            entry = Entry(
                date=date,
                commit=commit,
                python=platform.python_version(),
                postgres=postgres,
                processors=os.cpu_count() or 0,
                benchmark=benchmark,
                result=result.name,
                value=round(result.value, 4),
                unit=result.unit,
                target=result.target,
                met=result.is_met,
                figures={name: round(value, 3) for name, value in result.figures.items()},
            )
            ledger.write(msgspec.json.encode(entry) + b"\n")


def _commit() -> str | None:
    """None outside a clone."""
    commit = _git("rev-parse", "--short=12", "HEAD")
    if commit is None:
        return None
    return commit + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", *arguments], capture_output=True, text=True, check=True, cwd=FILE.parent
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
