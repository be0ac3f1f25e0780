"""A dry run: all that an import would report, and nothing that it would leave."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from msgspec import structs

from accord.core.context import Context
from accord.core.permissions import Permission

from . import run_store, stage_store
from .acts import MOST_ERRORS, begin_import, copy_problems, get_import, stage_rows
from .reading import Plan
from .records import ImportMode, ImportOptions, ImportReport, ImportStatus, Progress


class _Undone(Exception):
    """Takes back what the rehearsal wrote."""


async def rehearse_import(
    ctx: Context,
    plan: Plan,
    options: ImportOptions,
    *,
    progress: Progress | None = None,
    most_errors: int = MOST_ERRORS,
    errors: Any = None,
) -> ImportReport:
    """Check every row of the file against the rules, the file and the database. Raises FileTooLarge."""
    ctx.require(Permission.CUSTOMERS_CREATE)
    report: ImportReport | None = None
    with suppress(_Undone):
        async with ctx.db.savepoint():
            run_id = await _rehearse(ctx, plan, options, progress)
            if errors is not None:
                await copy_problems(ctx, run_id, errors)
            report = await get_import(ctx, run_id, most_errors=most_errors)
            raise _Undone
    assert report is not None
    return report


async def _rehearse(ctx: Context, plan: Plan, options: ImportOptions, progress: Progress | None) -> UUID:
    begun = await begin_import(ctx, plan, structs.replace(options, resume=False))
    run = await stage_rows(ctx, begun.id, plan, options, progress)
    email = next(column for column in plan.columns if column.field == "email")
    if run.mode is ImportMode.SKIP:
        known = await stage_store.skip_known(ctx.db, run.id, position=email.position, header=email.header)
        outcome = {"imported": run.staged - known, "skipped": run.skipped + known}
    else:
        known = await stage_store.count_known(ctx.db, run.id)
        outcome = {"imported": run.staged - known, "updated": known}
    await run_store.change(ctx.db, run.id, status=ImportStatus.COMPLETED, finished_at=ctx.now, **outcome)
    return run.id
