"""The command line. Errors are one clear line; every command explains itself with `--help`."""

import asyncio
import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from accord import __version__
from accord.adapters.postgres import PostgresError
from accord.core.errors import Failure, Invalid
from accord.kit import log
from accord.kit.db import DatabaseUnavailable

from . import access_commands, communication_commands, demo, starting, transfer
from .compose import database_of, running
from .migrations import MigrationsMissing, migrate
from .server import PortTaken, StartFailed
from .settings import Settings, SettingsError, load
from .worker import worker_command

app = typer.Typer(
    name="accord",
    help="One customer relationship platform that speaks five published API contracts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(access_commands.user, name="user")
app.add_typer(access_commands.token, name="token")
app.add_typer(communication_commands.app, name="communications")
app.add_typer(transfer.import_app, name="import")
app.add_typer(transfer.export_app, name="export")
app.command("worker")(worker_command)
app.command("timeline")(access_commands.timeline)


def _version(wanted: bool) -> None:  # noqa: FBT001  (typer's signature)
    if wanted:
        typer.echo(f"accord {__version__}")
        raise typer.Exit


@app.callback()
def main_options(
    ctx: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="The settings file; otherwise ./accord.toml if there is one.")
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Read the settings before any command."""
    settings = load(config=config)
    log.configure(level=settings.log.level, format=settings.log.format)
    for chatty in ("alembic", "uvicorn"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    ctx.obj = settings


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.", min=0, max=65535)] = None,
    processes: Annotated[int | None, typer.Option(help="How many API processes.", min=1, max=64)] = None,
) -> None:
    """Serve every dialect, with the database and the worker unless settings say otherwise."""
    starting.serve(ctx.obj, host=host, port=port, processes=processes)


@app.command("migrate")
def migrate_command(ctx: typer.Context) -> None:
    """Bring the database to this version's tables. Safe to run twice."""
    settings: Settings = ctx.obj
    with database_of(settings) as dsn:
        asyncio.run(migrate(dsn))
    typer.echo("The database is up to date.")


@app.command("demo")
def demo_command(
    ctx: typer.Context,
    customers: Annotated[int, typer.Option(help="How many customers to invent.", min=1, max=100_000)] = 60,
) -> None:
    """Fill the database with invented customers and what happened to them."""

    async def fill() -> int:
        async with running(ctx.obj) as platform:
            with demo.bar() as progress:
                return await demo.fill(platform, customers, progress=progress)

    made = asyncio.run(fill())
    typer.echo(f"{made} customers were made.")


def main() -> None:
    """Run a command; exit 0 when done, 1 when refused or failed, 2 when it was called wrongly."""
    try:
        app()
    except Invalid as failure:
        _fail("; ".join(f"{problem.field} {problem.message}" for problem in failure.problems))
    except (Failure, PostgresError, PortTaken, StartFailed, MigrationsMissing) as failure:
        _fail(str(failure) or type(failure).__name__)
    except DatabaseUnavailable as failure:
        _fail(f"the database cannot be used: {failure}")
    except SettingsError as failure:
        _fail(str(failure), status=2)
    except KeyboardInterrupt:
        _fail("stopped", status=130)


def _fail(message: str, *, status: int = 1) -> None:
    typer.echo(f"accord: {message}", err=True)
    sys.exit(status)
