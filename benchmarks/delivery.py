"""E-mails handed over by one worker, beside a loop that does nothing else."""

import asyncio
import smtplib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks import mailings, people
from benchmarks.bare_mail import SENDER
from benchmarks.databases import fresh_database
from benchmarks.harness import (
    HOST,
    Child,
    accord_command,
    accord_environment,
    child,
    free_port,
    median_ratio,
    output_of,
    take_turns,
)
from benchmarks.results import Options, Result

NAME = "delivery"
ABOUT = "e-mails a second from one worker to a local mail server, beside a bare aiosmtplib loop"

CUSTOMERS = 500
MAILS = 1_500
CONNECTIONS = 8
TARGET = 0.6
PATIENCE_SECONDS = 120.0


class Taken(msgspec.Struct, frozen=True):
    """What the mail server took, and the sender's processor time for each mail in microseconds."""

    per_second: float
    cpu: float


def run(options: Options) -> list[Result]:
    """Measure both sides in turns."""
    with (
        fresh_database(options.server, NAME) as dsn,
        tempfile.TemporaryDirectory(prefix="accord-delivery-") as folder,
        mail_server(Path(folder)) as port,
    ):
        asyncio.run(people.invent(dsn, options.customers or CUSTOMERS))
        environ = mail_environment(dsn, Path(folder), port)
        asyncio.run(mailings.queue(environ, MAILS))
        (file := Path(folder) / "rendered.json").write_bytes(
            msgspec.json.encode(asyncio.run(mailings.rendered(dsn, MAILS)))
        )
        sides: dict[str, Callable[[], Taken]] = {
            "bare": lambda: _bare(port, file),
            "accord": lambda: _worker(dsn, environ, Path(folder), port),
        }
        found = take_turns(options.rounds, sides)
    rates = {name: [turn.per_second for turn in turns] for name, turns in found.items()}
    figures = {f"{name}_per_second": statistics.median(each) for name, each in rates.items()}
    figures["accord_cpu_us"] = statistics.median(turn.cpu for turn in found["accord"])
    ratio = median_ratio(rates["accord"], rates["bare"])
    return [Result(name="e-mails by one worker", value=ratio, unit="of bare", target=TARGET, figures=figures)]


@contextmanager
def mail_server(folder: Path) -> Iterator[int]:
    """The port of a mail server."""
    port = free_port()
    with child((sys.executable, "-m", "benchmarks.mail_sink", str(port)), port, {}, folder / "sink.log"):
        while True:
            try:
                taken(port)
            except OSError:
                time.sleep(0.05)
            else:
                break
        yield port


def taken(port: int) -> tuple[int, float]:
    """How many mails the server took since the last question, and within how many seconds."""
    with smtplib.SMTP(HOST, port) as smtp:
        _, told = smtp.noop()
    count, seconds = told.decode().split()
    return int(count), float(seconds)


def mail_environment(dsn: str, folder: Path, port: int) -> dict[str, str]:
    """Settings for `accord` with that mail server."""
    return accord_environment(dsn, folder) | {
        "ACCORD_SMTP__HOST": HOST,
        "ACCORD_SMTP__PORT": str(port),
        "ACCORD_SMTP__SECURITY": "none",
        "ACCORD_SMTP__SENDER": SENDER,
        "ACCORD_SMTP__CONNECTIONS": str(CONNECTIONS),
        "ACCORD_DELIVERY__AT_ONCE": str(CONNECTIONS),
    }


@contextmanager
def worker(environ: dict[str, str], folder: Path) -> Iterator[Child]:
    """One worker."""
    with child((accord_command(), "worker"), 0, environ, folder / "worker.log") as process:
        yield process


def _bare(port: int, file: Path) -> Taken:
    taken(port)
    output_of((sys.executable, "-m", "benchmarks.bare_mail", str(port), str(CONNECTIONS), str(file)), {})
    count, seconds = taken(port)
    return Taken(count / seconds, float("nan"))


def _worker(dsn: str, environ: dict[str, str], folder: Path, port: int) -> Taken:
    asyncio.run(mailings.forget(dsn))
    asyncio.run(mailings.queue(environ, MAILS))
    taken(port)
    with worker(environ, folder) as process:
        until = time.perf_counter() + PATIENCE_SECONDS
        while asyncio.run(mailings.waiting(dsn)):
            if time.perf_counter() > until:
                raise RuntimeError(f"the messages were not delivered:\n{process.told()}")
            time.sleep(0.1)
        cpu = process.cpu_seconds()
    count, seconds = taken(port)
    return Taken(count / seconds, cpu / count * 1e6)
