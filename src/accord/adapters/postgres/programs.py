"""Runs PostgreSQL's own programs as the chosen user, in a clean environment."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from accord.adapters.postgres.binaries import Binaries
from accord.adapters.postgres.system_user import SystemUser

# Nothing else of our environment reaches the server: secrets live there, and PG* variables redirect programs.
KEPT_VARIABLES = (
    "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP",
    "SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC",
)  # fmt: skip


class Result(msgspec.Struct, frozen=True):
    """How a program ended and everything it printed."""

    code: int
    output: str


class Programs:
    """The programs of one installation, run in one folder as one user."""

    def __init__(self, binaries: Binaries, user: SystemUser, folder: Path) -> None:
        self._binaries = binaries
        self._user = user
        self._folder = folder

    def run(
        self,
        program: str,
        *arguments: str | Path,
        statements: str = "",
        variables: Mapping[str, str] | None = None,
    ) -> Result:
        """Run one program to its end with `statements` on its standard input."""
        found = shutil.which(program, path=str(self._binaries.folder)) or program
        # Files, not pipes: the server pg_ctl leaves behind would hold a pipe open for ever.
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as printed:
            given.write(statements.encode())
            given.seek(0)
            ended = subprocess.run(  # noqa: S603 - our own programs and arguments
                [found, *map(str, arguments)],
                stdin=given, stdout=printed, stderr=subprocess.STDOUT, check=False,
                cwd=self._folder, env=_environment(variables or {}), **self._identity(),
            )  # fmt: skip
            printed.seek(0)
            return Result(code=ended.returncode, output=printed.read().decode(errors="replace").strip())

    def _identity(self) -> dict[str, Any]:
        if not self._user.is_lent:
            return {}
        return {"user": self._user.uid, "group": self._user.gid, "extra_groups": [], "umask": 0o077}


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "LC_ALL": "C", **variables}
