"""The server: one process or several, the worker inside, a clean end."""

import asyncio
import contextlib
import gc
import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from accord.kit import log
from accord.kit.http.asgi import Receive, Scope, Send

from .asgi import Front
from .compose import Platform, connected
from .metrics import SHARED, Metrics
from .own_paths import OwnPaths
from .settings import Settings
from .worker import run_worker


class StartFailed(Exception):
    """A process of the server could not start; its log says why."""


class PortTaken(Exception):
    """Somebody listens on the address already."""


class Application:
    """The ASGI application of one process: built when the server starts it, closed when the server stops it."""

    def __init__(self, settings: Settings, dsn: str) -> None:
        self._settings = settings
        self._dsn = dsn
        self._resources = AsyncExitStack()
        self._front: Front | None = None
        self._own: OwnPaths | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the process's start and stop."""
        if scope["type"] == "http" and self._front is not None:
            await self._front(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        try:
            await self._start()
        except Exception as failure:
            log.failure("start failed", failure)
            await self._resources.aclose()
            await send({"type": "lifespan.startup.failed", "message": str(failure)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self._own is not None:
            self._own.stopping = True
        await self._resources.aclose()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self) -> None:
        platform = await self._resources.enter_async_context(connected(self._settings, self._dsn))
        await self._resources.enter_async_context(platform.first_attempts.hearing(self._dsn))
        self._front, self._own = front_of(platform)
        if self._settings.server.worker:
            stop = asyncio.Event()
            task = asyncio.create_task(run_worker(platform, stop))
            self._resources.push_async_callback(_end, stop, task)
        _settle()


def _settle() -> None:
    """Take what start-up made out of the garbage collector's sight, and have it look less often.

    A full look at those objects took some 30 ms of a request, and a page of a list makes enough to ask for many.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


async def _end(stop: asyncio.Event, task: asyncio.Task[None]) -> None:
    stop.set()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def front_of(platform: Platform) -> tuple[Front, OwnPaths]:
    """All dialects and the platform's own paths, as one application."""
    settings = platform.settings
    metrics = Metrics()
    dialects = platform.dialects()
    own = OwnPaths(platform, metrics, {name: f"/{name}{app.bases[0]}" for name, app in dialects.items()})
    front = Front(
        dialects,
        own,
        listen={key: str(dialect) for key, dialect in settings.listen.map.items()},
        allow_origins=settings.cors.allow_origins,
        trusted_proxies=settings.server.trusted_proxies,
        observe=metrics.observe,
        roots={
            "/api/crm": "engagement"
        },  # the document's own base; no other dialect has this path on this port
    )
    return front, own


def application_of_child(settings: Settings, dsn: str) -> Application:
    """The application of one of several processes, which ends when its parent is gone."""
    log.configure(level=settings.log.level, format=settings.log.format)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return Application(settings, dsn)


def _end_with_parent() -> None:
    """After a kill -9 of the parent nobody else would tell its children to end, and they would keep the port."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


class _Server(uvicorn.Server):
    """A server that tells when it answers, and does not begin to when it is to end already."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], is_ending: Callable[[], bool]
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._is_ending = is_ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets=sockets)
        except OSError as error:  # two servers may bind an address before one of them listens on it
            raise PortTaken(f"cannot listen: {error.strerror}") from error
        if self._is_ending():
            self.should_exit = True
        else:
            self._ready()


def run(
    settings: Settings,
    dsn: str,
    sockets: list[socket.socket],
    *,
    ready: Callable[[], None],
    is_ending: Callable[[], bool],
) -> None:
    """Serve until told to stop; returns after the last request ended or `shutdown_seconds` passed.

    `ready` is called when requests are answered (with several processes: when they are being started), unless
    `is_ending` says that the process was told to end before. Raises StartFailed, PortTaken.
    """
    several = settings.server.processes > 1
    config = uvicorn.Config(
        partial(application_of_child, settings, dsn) if several else Application(settings, dsn),
        factory=several,
        workers=settings.server.processes,
        loop="auto",
        http="auto",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=settings.server.shutdown_seconds,
    )
    if several:
        ready()
        with _shared_metrics():
            _run_several(config, sockets)
        return
    try:
        _Server(config, ready, is_ending).run(sockets=sockets)
    except SystemExit as end:  # uvicorn's word for it
        raise StartFailed("the server could not start") from end


def _run_several(config: uvicorn.Config, sockets: list[socket.socket]) -> None:
    processes = Multiprocess(config, sockets)
    processes.run()
    if any(process.exitcode == STARTUP_FAILURE for process in processes.processes):
        raise StartFailed("a process of the server could not start")


@contextmanager
def _shared_metrics() -> Iterator[None]:
    folder = tempfile.mkdtemp(prefix="accord-metrics-")
    os.environ[SHARED] = folder
    try:
        yield
    finally:
        shutil.rmtree(Path(folder), ignore_errors=True)


def listen(settings: Settings) -> list[socket.socket]:
    """Bound sockets for the main address and for each port that `listen.map` gives a dialect. Raises PortTaken."""
    ports = [settings.server.port]
    for key in settings.listen.map:
        _, colon, port = key.rpartition(":")
        if colon and port.isdigit() and int(port) not in ports:
            ports.append(int(port))
    return [_bind(settings.server.host, port) for port in ports]


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise PortTaken(f"cannot listen on {host}:{port}: {error.strerror}") from error
    bound.set_inheritable(True)
    return bound
