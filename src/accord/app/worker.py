"""The worker: inside the server, or as a command of its own; and what operators do about dead jobs."""

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Protocol

import typer

from accord.adapters.queue import DeadJob, NoSuchDeadJob, Pace, Worker, list_dead_jobs, retry_dead_job
from accord.core.context import SYSTEM
from accord.kit import log

from . import delivery
from .compose import Platform, running
from .jobs import SCHEDULES, jobs_of
from .outreach import alert_of
from .settings import Settings

MOST_AT_ONCE = 4
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0


def worker_of(platform: Platform) -> Worker:
    """A worker for every job of this version. It uses at most half of the pool's connections."""
    settings = platform.settings
    return Worker(
        platform.database,
        platform.dsn,
        jobs_of(platform.database, platform.outreach, alert_of(settings)),
        open_context=lambda: platform.context(SYSTEM, via="job"),
        queue=platform.queue,
        schedules=SCHEDULES,
        pace=Pace(
            at_once=max(1, min(MOST_AT_ONCE, settings.database.pool_size // 2)),
            grace_seconds=float(settings.server.shutdown_seconds),
        ),
    )


async def run_worker(
    platform: Platform, stop: asyncio.Event, *, first_pause_seconds: float = FIRST_PAUSE_SECONDS
) -> None:
    """Do jobs and deliver messages until `stop` is set. What fails is begun anew after a growing pause."""
    async with asyncio.TaskGroup() as both:
        both.create_task(_keep(lambda: worker_of(platform), "worker", stop, first_pause_seconds))
        both.create_task(_keep(lambda: delivery.worker_of(platform), "delivery", stop, first_pause_seconds))


class _Works(Protocol):
    def stop(self) -> None: ...
    async def run(self) -> None: ...


async def _keep(make: Callable[[], _Works], name: str, stop: asyncio.Event, first_pause: float) -> None:
    pause = first_pause
    while not stop.is_set():
        began = time.monotonic()
        try:
            await _run_until(stop, make())
        except Exception as failure:  # the server must go on answering
            if time.monotonic() - began > LONGEST_PAUSE_SECONDS:
                pause = first_pause
            log.failure(f"{name} failed", failure, again_in_seconds=pause)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(LONGEST_PAUSE_SECONDS, pause * 2)


async def _run_until(stop: asyncio.Event, worker: _Works) -> None:
    async def pass_on() -> None:
        await stop.wait()
        worker.stop()

    relay = asyncio.create_task(pass_on())
    try:
        await worker.run()
    finally:
        relay.cancel()


def worker_command(
    ctx: typer.Context,
    dead: Annotated[bool, typer.Option("--dead", help="List the jobs that were given up, and end.")] = False,
    retry: Annotated[int | None, typer.Option(help="Enqueue this dead job again, and end.")] = None,
) -> None:
    """Do jobs and deliver messages until told to stop; any number of workers may run beside the server's own."""
    settings: Settings = ctx.obj
    if dead:
        typer.echo(asyncio.run(_list_dead(settings)))
    elif retry is not None:
        asyncio.run(_retry(settings, retry))
        typer.echo(f"Job {retry} waits again.")
    else:
        with asyncio.Runner(loop_factory=_fastest_loop()) as runner:
            runner.run(_work(settings))


def _fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The loop that the server runs on, where it exists."""
    with suppress(ImportError):
        import uvloop  # noqa: PLC0415  (not for Windows)

        factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
        return factory
    return None


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C cancels instead
            loop.add_signal_handler(number, stop.set)
    async with running(settings) as platform:
        log.info("worker started")
        await run_worker(platform, stop)
        log.info("worker stopped")


async def _list_dead(settings: Settings) -> str:
    async with running(settings) as platform, platform.database.reading() as db:
        jobs = await list_dead_jobs(db)
    return "\n".join(_line(job) for job in jobs) or "No job was given up."


def _line(job: DeadJob) -> str:
    died = f"{job.died_at:%Y-%m-%d %H:%M:%S}"
    return f"{job.id}  {died}  {job.name}  {job.arguments}  {job.attempts} attempts  {job.error}"


async def _retry(settings: Settings, job_id: int) -> None:
    async with running(settings) as platform, platform.database.transaction() as db:
        try:
            await retry_dead_job(db, job_id)
        except NoSuchDeadJob as failure:
            raise typer.BadParameter(str(failure), param_hint="--retry") from failure
