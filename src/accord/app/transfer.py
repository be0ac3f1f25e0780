"""Commands that bring customers in from a file and out to one."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from accord.core.context import SYSTEM
from accord.core.customers.transfer import (
    ExportFilter,
    ImportMode,
    ImportOptions,
    ImportProgress,
    ImportReport,
    export_customers,
    import_customers,
)

from .compose import running
from .settings import Settings

import_app = typer.Typer(help="Bring data in from files.", no_args_is_help=True)
export_app = typer.Typer(help="Write data to files.", no_args_is_help=True)

VIA = "cli"
SHOWN_ERRORS = 20


@import_app.callback()
def _importing() -> None:
    """Bring data in from files."""


@export_app.callback()
def _exporting() -> None:
    """Write data to files."""


@import_app.command("customers")
def import_customers_command(  # noqa: PLR0913, PLR0917  (each option of the command is one)
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV file with a header.", exists=True, dir_okay=False)],
    mode: Annotated[
        ImportMode, typer.Option(help="Known e-mail addresses: leave them alone, or update them.")
    ] = ImportMode.SKIP,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help="HEADER=FIELD for a column of another name, HEADER= to leave one out."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report, and change nothing.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where it stopped.")] = False,
    encoding: Annotated[str | None, typer.Option(help="The file's encoding; otherwise detected.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="The separator; otherwise detected.")] = None,
    errors: Annotated[Path | None, typer.Option(help="Write every problem to this CSV file.")] = None,
    batch: Annotated[int, typer.Option(help="Rows in one transaction.", min=1, max=1_000_000)] = 50_000,
) -> None:
    """Import customers from a CSV file, with every bad row reported and every good one kept."""
    settings: Settings = ctx.obj
    options = ImportOptions(
        mode=mode,
        mapping=_mapping(mapping or []),
        dry_run=dry_run,
        resume=resume,
        encoding=encoding,
        delimiter=_separator(delimiter),
        zone=settings.organisation.timezone,
        batch_rows=batch,
    )
    report = asyncio.run(_import(settings, file, options, errors))
    _show(report, dry_run=dry_run)


@export_app.command("customers")
def export_customers_command(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="Where to write; otherwise the standard output.")
    ] = None,
    search: Annotated[str | None, typer.Option(help="A part of a name or an e-mail address.")] = None,
    tag: Annotated[
        list[str] | None, typer.Option(help="Only with this tag. Repeatable: any of them.")
    ] = None,
) -> None:
    """Export customers as CSV. No cell is a formula to a spreadsheet."""
    wanted = ExportFilter(search=search, tags=tuple(tag or ()))
    rows = asyncio.run(_export(ctx.obj, wanted, file))
    typer.echo(f"Customers exported: {rows:,}", err=True)


async def _import(
    settings: Settings, file: Path, options: ImportOptions, errors: Path | None
) -> ImportReport:
    async with running(settings) as platform:
        contexts = partial(platform.context, SYSTEM, VIA)
        with _progress_bar() as tell:
            return await import_customers(
                contexts, file, options, progress=tell, most_errors=SHOWN_ERRORS, errors=errors
            )


async def _export(settings: Settings, wanted: ExportFilter, file: Path | None) -> int:
    output: Any = file if file is not None else sys.stdout.buffer
    async with running(settings) as platform, platform.context(SYSTEM, VIA) as act:
        return await export_customers(act, wanted, output)


@contextmanager
def _progress_bar() -> Iterator[Any]:
    """Tells how far an import has come: its bytes while it is read, then its rows."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        reading = bar.add_task("Reading (KiB)", total=None)
        merging = bar.add_task("Importing (rows)", total=None, visible=False)

        def tell(done: ImportProgress) -> None:
            bar.update(reading, completed=done.bytes_done // 1024, total=done.bytes_total // 1024)
            if done.rows_total is not None:
                bar.update(merging, completed=done.rows_done, total=done.rows_total, visible=True)

        yield tell


def _show(report: ImportReport, *, dry_run: bool) -> None:
    console = Console(highlight=False)
    run = report.run
    if run.ignored_columns:
        console.print(f"Ignored columns: {escape(', '.join(run.ignored_columns))}")
    if report.errors:
        table = Table("Line", "Column", "Reason", "", box=None)
        for problem in report.errors:
            cells = (str(problem.line), problem.column or "", problem.code.value, problem.message)
            table.add_row(*map(escape, cells))
        console.print(table)
        if report.truncated:
            console.print("There are more; --errors FILE writes all of them.")
    verb = "would be imported" if dry_run else "imported"
    console.print(
        f"{run.total:,} rows: {run.imported:,} {verb}, {run.updated:,} updated, {run.skipped:,} skipped,"
        f" {run.failed:,} failed."
    )


def _mapping(pairs: list[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        header, sign, field = pair.rpartition("=")
        if not sign or not header:
            raise typer.BadParameter("must be HEADER=FIELD", param_hint="--map")
        found[header] = field.strip()
    return found


def _separator(text: str | None) -> str | None:
    """The separator a user names; `tab` and `\\t` are words for what is hard to type."""
    if text is None:
        return None
    meant = "\t" if text.lower() in ("tab", "\\t") else text
    if len(meant) != 1 or meant in '"\r\n':
        raise typer.BadParameter("must be one character", param_hint="--delimiter")
    return meant
