"""The life of one embedded server: created once, started or re-attached to, stopped by its owner."""

import contextlib
import logging
import os
import secrets
import shutil
import socket
import sys
import time
from pathlib import Path
from typing import Self

from accord.adapters.postgres import configuration, placement
from accord.adapters.postgres.binaries import Binaries, find_binaries, list_binaries
from accord.adapters.postgres.configuration import PORT, ROLE, SUPERUSER
from accord.adapters.postgres.errors import (
    ClusterNotOurs,
    ClusterStartFailed,
    ClusterStopFailed,
    ClusterVersionMismatch,
)
from accord.adapters.postgres.lock import OwnerLock
from accord.adapters.postgres.placement import FALLBACK, Place
from accord.adapters.postgres.postmaster import Postmaster, drop_stolen_number, is_serving, read_postmaster
from accord.adapters.postgres.programs import Programs

logger = logging.getLogger("accord.postgres")

LARGEST_LOG = 10_000_000
# pg_ctl only sees the process come up; how long a recovery may take is for us to say.
PG_CTL_SECONDS = 10
PROGRESS_SECONDS = 10


class Cluster:
    """The embedded PostgreSQL of one data folder, owned by one process; others just use its DSN."""

    def __init__(
        self,
        data_folder: Path,
        *,
        binaries: Binaries | None = None,
        start_seconds: float = 120.0,
        stop_seconds: float = 60.0,
        loopback: bool = sys.platform == "win32",
        fallback: Path = FALLBACK,
    ) -> None:
        self._data_folder = data_folder.absolute()
        self._binaries = binaries
        self._start_seconds = start_seconds
        self._stop_seconds = stop_seconds
        self._loopback = loopback
        self._fallback = fallback
        self._lock = OwnerLock(self._data_folder / "postgres.lock")
        self._owner = 0

    def start(self) -> str:
        """Start the server, or take over the one still running, and return the DSN of its `accord` database.

        Waits out a crash recovery, `start_seconds` at most. Raises PostgresError.
        """
        try:
            self._data_folder.mkdir(parents=True, exist_ok=True)
        except OSError as refused:
            raise ClusterNotOurs(f"{self._data_folder} cannot be made: {refused.strerror}") from refused
        self._lock.acquire()
        self._owner = os.getpid()
        try:
            return self._start()
        except BaseException:
            # A server in recovery is left to finish: the next start re-attaches to it.
            self._lock.release()
            raise

    def stop(self) -> None:
        """Stop the server this object owns and wait for it; nothing happens in any other process."""
        if not self._lock.is_held or self._owner != os.getpid():
            return
        try:
            self._stop()
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def dsn(self) -> str:
        """Where the running server is reached. Raises ClusterStartFailed when it does not run."""
        found = find_running(self._data_folder, fallback=self._fallback)
        if found is None:
            raise ClusterStartFailed(f"PostgreSQL of {self._data_folder} is not running")
        return found

    def _start(self) -> str:
        self._place = placement.find_place(self._data_folder, self._fallback)
        if not self._place.folder.is_relative_to(self._data_folder):
            logger.warning(
                "user %s cannot reach %s: PostgreSQL keeps its data in %s",
                self._place.user.name, self._data_folder, self._place.folder,
            )  # fmt: skip
        placement.create_place(self._place, self._data_folder)
        chosen = _matching_binaries(self._place.cluster, self._binaries)
        within_reach = placement.bring_within_reach(chosen, self._place.user, self._fallback)
        self._programs = Programs(within_reach, self._place.user, self._place.folder)
        if not self._place.cluster.exists():
            self._create(chosen.major)
        deadline = time.monotonic() + self._start_seconds
        if not self._is_running():
            self._launch(deadline)
        self._await_ready(deadline)
        self._create_database()
        return self.dsn

    def _create(self, major: int) -> None:
        """Prepare the cluster under another name first: a half-made one is never taken for a whole one."""
        unfinished = self._place.cluster.with_name("cluster.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        arguments: list[str | Path] = [*configuration.initdb_arguments(major), "-D", unfinished]
        if self._loopback:
            configuration.replace_file(self._place.password, secrets.token_hex(24), self._place.user)
            arguments += ["--auth=scram-sha-256", f"--pwfile={self._place.password}"]
        made = self._programs.run("initdb", *arguments)
        if made.code != 0:
            raise ClusterStartFailed(
                f"initdb failed: {made.output.splitlines()[-1] if made.output else made.code}"
            )
        tuned = (unfinished / "postgresql.conf").read_text() + configuration.TUNING
        access = configuration.client_authentication(loopback=self._loopback)
        configuration.replace_file(unfinished / "postgresql.conf", tuned, self._place.user)
        configuration.replace_file(unfinished / "pg_hba.conf", access, self._place.user)
        names = configuration.identity_map(self._place.user)
        configuration.replace_file(unfinished / "pg_ident.conf", names, self._place.user)
        unfinished.rename(self._place.cluster)

    def _launch(self, deadline: float) -> None:
        place = self._place
        drop_stolen_number(place.cluster)
        configuration.replace_file(place.cluster / "accord.conf", self._reached_by(), place.user)
        if place.log.exists() and place.log.stat().st_size > LARGEST_LOG:
            place.log.replace(place.log.with_suffix(".log.1"))
        while True:
            told_before = place.log.stat().st_size if place.log.exists() else 0
            arguments = ("-D", place.cluster, "-l", place.log, "-w", "-t", str(PG_CTL_SECONDS))
            if self._programs.run("pg_ctl", "start", *arguments).code == 0 or self._is_running():
                return
            reason = _last_complaint(place.log, told_before)
            # After a kill -9 of the server its children need a moment to notice and leave.
            if "still in use" not in reason or time.monotonic() > deadline:
                raise ClusterStartFailed(f"PostgreSQL did not start: {reason} (log: {place.log})")
            time.sleep(0.2)

    def _reached_by(self) -> str:
        if self._loopback:
            return configuration.loopback_settings(_free_port())
        folder = placement.choose_socket_folder(self._place)
        # No server runs here and nobody else may use this folder: what lies in it was left by a kill -9.
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (folder / name).unlink(missing_ok=True)
        return configuration.socket_settings(folder)

    def _await_ready(self, deadline: float) -> None:
        began = told = time.monotonic()
        while True:
            server = read_postmaster(self._place.cluster)
            if server is not None and server.is_ready:
                return
            if not self._is_running():
                reason = _last_complaint(self._place.log, 0)
                raise ClusterStartFailed(
                    f"PostgreSQL stopped while starting: {reason} (log: {self._place.log})"
                )
            now = time.monotonic()
            if now > deadline:
                raise ClusterStartFailed(
                    f"PostgreSQL was not ready after {self._start_seconds:g} s and goes on recovering: "
                    f"start again to keep waiting (log: {self._place.log})"
                )
            if now - told >= PROGRESS_SECONDS:
                told = now
                logger.info("PostgreSQL is recovering, %d s so far", now - began)
            time.sleep(0.05)

    def _is_running(self) -> bool:
        server = read_postmaster(self._place.cluster)
        if server is None:
            return False
        serving = is_serving(server.pid, self._place.cluster)
        if serving is None:
            return self._programs.run("pg_ctl", "status", "-D", self._place.cluster).code == 0
        return serving

    def _create_database(self) -> None:
        server = read_postmaster(self._place.cluster)
        if server is None:
            raise ClusterStartFailed(f"PostgreSQL of {self._data_folder} stopped (log: {self._place.log})")
        statements, variables = configuration.CREATE_DATABASE, {}
        if self._place.password.exists():
            password = self._place.password.read_text()
            variables = {"PGPASSWORD": password}
            statements += f"ALTER ROLE {ROLE} PASSWORD '{password}';\n"
        host = server.socket_folder or "127.0.0.1"
        made = self._programs.run(
            "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1",
            "-h", host, "-p", str(server.port), "-U", SUPERUSER, "-d", "postgres",
            statements=statements, variables=variables,
        )  # fmt: skip
        if made.code != 0:
            raise ClusterStartFailed(f"the database could not be created: {made.output}")

    def _stop(self) -> None:
        server = read_postmaster(self._place.cluster)
        seconds = str(round(self._stop_seconds))
        self._programs.run("pg_ctl", "stop", "-D", self._place.cluster, "-m", "fast", "-w", "-t", seconds)
        if self._is_running():
            raise ClusterStopFailed(
                f"PostgreSQL was still stopping after {seconds} s (log: {self._place.log})"
            )
        if server is not None and server.socket_folder:
            with contextlib.suppress(OSError):
                Path(server.socket_folder).rmdir()


def find_running(data_folder: Path, *, fallback: Path = FALLBACK) -> str | None:
    """The DSN of the server that runs on this data folder now, whoever started it."""
    if not data_folder.exists():
        return None
    place = placement.find_place(data_folder.absolute(), fallback)
    server = read_postmaster(place.cluster)
    if server is None or not server.is_ready or is_serving(server.pid, place.cluster) is False:
        return None
    return _dsn(place, server)


def _dsn(place: Place, server: Postmaster) -> str:
    if server.socket_folder:
        return f"postgresql://{ROLE}@/{ROLE}?host={server.socket_folder}&port={PORT}"
    return f"postgresql://{ROLE}:{place.password.read_text()}@127.0.0.1:{server.port}/{ROLE}"


def _matching_binaries(cluster: Path, given: Binaries | None) -> Binaries:
    written = cluster / "PG_VERSION"
    if not written.exists():
        return given or find_binaries()
    major = int(written.read_text())
    here = [given] if given else list(list_binaries())
    found = next((each for each in here if each.major == major), None)
    if found is None:
        versions = ", ".join(each.version for each in here) or "none"
        raise ClusterVersionMismatch(
            f"{cluster} was written by PostgreSQL {major}; this machine has {versions}: "
            "install that version, or dump there and restore here"
        )
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _last_complaint(log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(start)
        lines = file.read().decode(errors="replace").splitlines()
    complaints = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return (complaints or lines or ["no message"])[-1].strip()
