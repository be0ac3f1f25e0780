"""An import from its file to its report: several transactions, after each of which it can be resumed."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any
from uuid import UUID

from accord.core.context import Context
from accord.kit.db import Collision

from .acts import MOST_ERRORS, begin_import, copy_problems, discard_import, get_import, merge_rows, stage_rows
from .errors import FileTooLarge, FileUnreadable
from .reading import Plan, survey
from .records import ImportOptions, ImportProgress, ImportReport, ImportRun, ImportStatus, Progress
from .rehearsal import rehearse_import

Contexts = Callable[[], AbstractAsyncContextManager[Context]]
_ATTEMPTS = 5


async def import_customers(
    contexts: Contexts,
    path: Path,
    options: ImportOptions,
    *,
    progress: Progress | None = None,
    most_errors: int = MOST_ERRORS,
    errors: Any = None,
) -> ImportReport:
    """Import the customers of a CSV file; each context is one transaction that commits at its clean end.

    Of rows with the same e-mail address the first good one counts, in both modes. A dry run reports what
    would happen and leaves nothing. All problems go as CSV to `errors` (a path, a file or an async callable),
    if given. Raises FileUnreadable, FileTooLarge, Forbidden.
    """
    plan = await asyncio.to_thread(survey, path, options)
    if options.dry_run:
        async with contexts() as ctx:
            return await rehearse_import(
                ctx, plan, options, progress=progress, most_errors=most_errors, errors=errors
            )
    async with contexts() as ctx:
        run = await begin_import(ctx, plan, options)
    await _stage(contexts, run, plan, options, progress)
    await _merge_all(contexts, run.id, plan, options, progress)
    async with contexts() as ctx:
        if errors is not None:
            await copy_problems(ctx, run.id, errors)
        return await get_import(ctx, run.id, most_errors=most_errors)


async def _stage(
    contexts: Contexts, run: ImportRun, plan: Plan, options: ImportOptions, progress: Progress | None
) -> None:
    try:
        async with contexts() as ctx:
            await stage_rows(ctx, run.id, plan, options, progress)
    except (FileTooLarge, FileUnreadable):
        async with contexts() as ctx:
            await discard_import(ctx, run.id)
        raise


async def _merge_all(
    contexts: Contexts, run_id: UUID, plan: Plan, options: ImportOptions, progress: Progress | None
) -> None:
    status = ImportStatus.STAGED
    while status is ImportStatus.STAGED:
        run = await _merge_next(contexts, run_id, plan, options.batch_rows)
        status = run.status
        if progress is not None:
            progress(_progress_of(run, plan))


async def _merge_next(contexts: Contexts, run_id: UUID, plan: Plan, size: int) -> ImportRun:
    """A batch, again when it lost against another transaction."""
    for _ in range(_ATTEMPTS - 1):
        try:
            async with contexts() as ctx:
                return await merge_rows(ctx, run_id, plan, size=size)
        except Collision:
            continue
    async with contexts() as ctx:
        return await merge_rows(ctx, run_id, plan, size=size)


def _progress_of(run: ImportRun, plan: Plan) -> ImportProgress:
    done = run.imported + run.updated + run.skipped + run.failed
    return ImportProgress(bytes_done=plan.size, bytes_total=plan.size, rows_done=done, rows_total=run.total)
