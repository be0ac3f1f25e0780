"""Starts processes of Accord as fast as they can be killed: they are forked from one that has imported everything.

`python -m reliability.nursery` reads orders from stdin, one line of JSON each, and answers each with one. What it
starts is what `accord serve` and `accord worker` run once they have looked after the database. Its socket listens
for as long as the nursery lives, as a service manager's does: who connects while no server runs waits for the next.
"""

import asyncio
import contextlib
import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from accord.adapters.delivery import FailPoint, Points
from accord.app import delivery, server
from accord.app.compose import connected
from accord.app.settings import Settings, load
from accord.app.worker import run_worker
from accord.kit import log

BACKLOG = 512


class Nursery:
    """Everything that is started here, by process id."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._dsn = settings.database.url.reveal()
        (self._socket,) = server.listen(settings)
        self._socket.listen(BACKLOG)
        self._children: set[int] = set()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """Carry out one order."""
        match order["do"]:
            case "start":
                return {"pid": self._start(order)}
            case "kill":
                os.kill(order["pid"], signal.SIGKILL)
                return {"status": self._reap(order["pid"], 0)}
            case "stop":
                os.kill(order["pid"], signal.SIGTERM)
                return {"status": self._reap(order["pid"], 0)}
            case "poll":
                return {"status": self._reap(order["pid"], os.WNOHANG)}
        raise ValueError(order["do"])

    def end(self) -> None:
        """Leave no process behind."""
        for pid in list(self._children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self._reap(pid, 0)

    def _reap(self, pid: int, options: int) -> int | None:
        """How a process ended, negative for a signal; None while it runs."""
        found, status = os.waitpid(pid, options)
        if not found:
            return None
        self._children.discard(pid)
        return os.waitstatus_to_exitcode(status)

    def _start(self, order: dict[str, Any]) -> int:
        pid = os.fork()
        if pid:
            self._children.add(pid)
            return pid
        ended = 1
        try:
            _write_to(Path(order["log"]))
            self._run(order)
            ended = 0
        except BaseException as failure:  # the child must not go on as its parent
            log.failure("ended", failure)
        finally:
            os._exit(ended)

    def _run(self, order: dict[str, Any]) -> None:
        log.configure(level=self._settings.log.level, format=self._settings.log.format)
        if order["role"] == "api":
            server.run(self._settings, self._dsn, [self._socket], ready=lambda: None, is_ending=lambda: False)
            return
        self._socket.close()
        point = order.get("point")
        asyncio.run(_work(self._settings, self._dsn, death_at(point, UUID(order["id"])) if point else None))


def death_at(point: str, communication_id: UUID) -> Points:
    """Kills the process when this message passes this place."""

    async def reached(here: FailPoint, passing: UUID) -> None:
        if here == point and passing == communication_id:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


async def _work(settings: Settings, dsn: str, points: Points | None) -> None:
    """A worker; one that is to die at a place does nothing but deliver."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with connected(settings, dsn) as platform:
        if points is None:
            await run_worker(platform, stop)
        else:
            await delivery.worker_of(platform, points=points).run()


def _write_to(path: Path) -> None:
    """Both streams go to a file, and stdin, on which orders arrive, is nobody's but the parent's."""
    out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.dup2(nothing, 0)


def main() -> None:
    nursery = Nursery(load(environ=dict(os.environ)))
    gc.collect()
    gc.freeze()
    print(json.dumps({"port": nursery.port}), flush=True)
    try:
        while line := sys.stdin.readline():
            print(json.dumps(nursery.obey(json.loads(line))), flush=True)
    finally:
        nursery.end()


if __name__ == "__main__":
    main()
