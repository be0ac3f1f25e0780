"""The acts of an import, each one transaction: begin, stage, merge a batch, discard.

And what there is to read.
"""

import asyncio
import secrets
from collections.abc import Generator
from contextlib import closing
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from accord.core.context import Context
from accord.core.customers.events import CustomersImported
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.kit.db import UniqueViolation
from accord.kit.ids import new_id

from . import merge_store, run_store, stage_store
from .columns import Column
from .errors import ImportOver
from .merge_store import Merged
from .reading import Plan, blocks_of
from .records import (
    ImportMode,
    ImportOptions,
    ImportProgress,
    ImportReport,
    ImportRun,
    ImportStatus,
    Progress,
)
from .staged import Staged, name_bits

if TYPE_CHECKING:
    from .staging import Stager

MOST_ERRORS = 1000
_DRAWS = 16


async def begin_import(ctx: Context, plan: Plan, options: ImportOptions) -> ImportRun:
    """Write down a run.

    With `resume`, the newest unfinished one of the same file, mode and columns is returned.
    """
    ctx.require(Permission.CUSTOMERS_CREATE)
    _allow(ctx, options.mode)
    columns = {column.field: column.header for column in plan.columns}
    if options.resume:
        found = await run_store.find_unfinished(ctx.db, plan.fingerprint, options.mode, columns)
        if found is not None:
            return found
    return await run_store.begin(
        ctx.db,
        id=new_id(),
        file_name=plan.path.name,
        fingerprint=plan.fingerprint,
        mode=options.mode,
        status=ImportStatus.STARTED,
        columns=columns,
        ignored_columns=list(plan.ignored),
        encoding=plan.encoding,
        delimiter=plan.delimiter,
        actor_kind=ctx.actor.kind,
        actor_id=ctx.actor.id,
        started_at=ctx.now,
    )


async def stage_rows(
    ctx: Context, run_id: UUID, plan: Plan, options: ImportOptions, progress: Progress | None = None
) -> ImportRun:
    """Check the rows of the file and have the good ones wait in the database.

    Rows that wait already are kept; when the database lost them in a crash, they are staged again, without
    those that were reported before. Raises NotFound, ImportOver, FileTooLarge.
    """
    ctx.require(Permission.CUSTOMERS_CREATE)
    _allow(ctx, options.mode)
    await stage_store.take_time(ctx.db)
    run = await _unfinished(ctx, run_id)
    if run.status is ImportStatus.STAGED and await _still_waits(ctx, run):
        return run
    await stage_store.make(ctx.db, run.id)
    is_first = run.status is ImportStatus.STARTED
    total, failed = await _fill(ctx, run, plan, options, progress, note=is_first)
    if not is_first:
        await stage_store.drop_noted(ctx.db, run.id)
        await stage_store.index(ctx.db, run.id)
        return run
    if run.mode is ImportMode.UPSERT:
        failed += await _fail_nameless(ctx, run, plan)
    email = next(column for column in plan.columns if column.field == "email")
    skipped = await stage_store.skip_repeated(ctx.db, run.id, position=email.position, header=email.header)
    await stage_store.index(ctx.db, run.id)
    return await run_store.change(
        ctx.db,
        run.id,
        status=ImportStatus.STAGED,
        total=total,
        staged=total - failed - skipped,
        skipped=skipped,
        failed=failed,
    )


async def merge_rows(ctx: Context, run_id: UUID, plan: Plan, *, size: int) -> ImportRun:
    """Make customers of the next `size` rows.

    After the last ones the run is completed. Raises NotFound, ImportOver.
    """
    ctx.require(Permission.CUSTOMERS_CREATE)
    await stage_store.take_time(ctx.db)
    run = await _unfinished(ctx, run_id)
    _allow(ctx, run.mode)
    upto = await merge_store.end_of_batch(ctx.db, run.id, after=run.merged_to, size=size)
    if upto is None:
        return await _complete(ctx, run)
    email = next(column for column in plan.columns if column.field == "email")
    merged = await _merge(ctx, run, upto, email)
    return await run_store.change(
        ctx.db,
        run.id,
        merged_to=upto,
        imported=run.imported + merged.imported,
        updated=run.updated + merged.updated,
        skipped=run.skipped + merged.skipped,
        failed=run.failed + merged.failed,
    )


async def discard_import(ctx: Context, run_id: UUID) -> ImportRun:
    """Give an unfinished run up; what it committed stays. Raises NotFound, ImportOver."""
    ctx.require(Permission.CUSTOMERS_CREATE)
    ctx.forbid_customers(Permission.CUSTOMERS_CREATE)
    run = await _unfinished(ctx, run_id)
    await stage_store.drop(ctx.db, run.id)
    return await run_store.change(ctx.db, run.id, status=ImportStatus.DISCARDED, finished_at=ctx.now)


async def discard_stale_imports(ctx: Context, *, begun_before: datetime) -> int:
    """Give up the runs that nobody resumed, so that no copies of people's data are left lying; how many they were."""
    ctx.require(Permission.CUSTOMERS_CREATE)
    stale = await run_store.list_stale(ctx.db, before=begun_before)
    for run in stale:
        await discard_import(ctx, run.id)
    return len(stale)


async def get_import(ctx: Context, run_id: UUID, *, most_errors: int = MOST_ERRORS) -> ImportReport:
    """How a run stands, with its first problems. Raises NotFound."""
    ctx.require(Permission.CUSTOMERS_CREATE)
    ctx.forbid_customers(Permission.CUSTOMERS_CREATE)
    run = await run_store.find(ctx.db, run_id)
    if run is None:
        raise NotFound("import", run_id)
    problems = await run_store.problems_of(ctx.db, run_id, limit=most_errors + 1)
    return ImportReport(run=run, errors=problems[:most_errors], truncated=len(problems) > most_errors)


async def copy_problems(ctx: Context, run_id: UUID, output: Any) -> int:
    """Write all problems of a run as CSV to `output` (a path, a file or an async callable).

    How many they are.
    """
    ctx.require(Permission.CUSTOMERS_CREATE)
    ctx.forbid_customers(Permission.CUSTOMERS_CREATE)
    return await run_store.copy_problems(ctx.db, run_id, output)


def _allow(ctx: Context, mode: ImportMode) -> None:
    """Imports are no customer's business, and to update is a right of its own. Raises Forbidden."""
    ctx.forbid_customers(Permission.CUSTOMERS_CREATE)
    if mode is ImportMode.UPSERT:
        ctx.require(Permission.CUSTOMERS_UPDATE)


async def _unfinished(ctx: Context, run_id: UUID) -> ImportRun:
    """The run, locked: two processes that work on one take turns."""
    run = await run_store.find(ctx.db, run_id, lock=True)
    if run is None:
        raise NotFound("import", run_id)
    if run.status in (ImportStatus.COMPLETED, ImportStatus.DISCARDED):
        raise ImportOver
    return run


async def _still_waits(ctx: Context, run: ImportRun) -> bool:
    """Whether the table still holds what was not merged: a crash of the database empties unlogged tables."""
    merged = run.imported + run.updated
    waiting = await stage_store.count(ctx.db, run.id, after=run.merged_to)
    return waiting > 0 or merged + run.skipped + run.failed == run.total


async def _fill(
    ctx: Context,
    run: ImportRun,
    plan: Plan,
    options: ImportOptions,
    progress: Progress | None,
    *,
    note: bool,
) -> tuple[int, int]:
    """Check and stage every block, the next one while the last one is copied; total and failed rows."""
    stager = _stager(run, plan, options, ctx.now.date())
    blocks = _staged(plan, stager, options.max_rows)
    total = failed = 0
    following = asyncio.create_task(asyncio.to_thread(next, blocks, None))
    try:
        while (found := await following) is not None:
            following = asyncio.create_task(asyncio.to_thread(next, blocks, None))
            staged, bytes_done = found
            await stage_store.fill(ctx.db, run.id, staged)
            if note:
                await stage_store.note_problems(ctx.db, run.id, staged.problems)
            total, failed = staged.last_record, failed + staged.failed
            if progress is not None:
                done = ImportProgress(
                    bytes_done=bytes_done, bytes_total=plan.size, rows_done=0, rows_total=None
                )
                progress(done)
    finally:
        await asyncio.gather(following, return_exceptions=True)
        blocks.close()
    return total, failed


def _stager(run: ImportRun, plan: Plan, options: ImportOptions, today: date) -> "Stager":
    """Loaded here, since the library behind it is large and a server may never need it."""
    from .cells import checks  # noqa: PLC0415
    from .staging import Stager  # noqa: PLC0415

    return Stager(plan.columns, run.mode, checks(options.zone, today))


def _staged(plan: Plan, stager: "Stager", max_rows: int | None) -> Generator[tuple[Staged, int], None, None]:
    with closing(blocks_of(plan, max_rows=max_rows)) as blocks:
        for block, bytes_done in blocks:
            yield stager.stage(block), bytes_done


async def _fail_nameless(ctx: Context, run: ImportRun, plan: Plan) -> int:
    columns = {column.field: column for column in plan.columns}
    bits = name_bits(columns)
    return await stage_store.fail_nameless(
        ctx.db,
        run.id,
        bits=[bit for bit, _ in bits],
        positions=[columns[name].position for _, name in bits],
        headers=[columns[name].header for _, name in bits],
    )


async def _merge(ctx: Context, run: ImportRun, upto: int, email: Column) -> Merged:
    """One statement; when it draws a reference that exists, it is run again with others."""
    for draw in range(_DRAWS):
        start = run.id.int & 0xFFFFFF if draw == 0 else secrets.randbits(24)
        try:
            async with ctx.db.savepoint():
                return await merge_store.merge(
                    ctx.db,
                    run.id,
                    run.mode,
                    after=run.merged_to,
                    upto=upto,
                    now=ctx.now,
                    reference=f"CUS-{ctx.now:%Y%m%d%H%M%S}-",
                    start=start,
                    position=email.position,
                    header=email.header,
                    actor_kind=ctx.actor.kind,
                    actor_id=ctx.actor.id,
                    actor_name=ctx.actor.name,
                    via=ctx.via,
                    request_id=ctx.request_id,
                )
        except UniqueViolation as clash:
            if clash.constraint != "customers_reference_key" or draw == _DRAWS - 1:
                raise
    raise AssertionError("unreachable")


async def _complete(ctx: Context, run: ImportRun) -> ImportRun:
    await stage_store.drop(ctx.db, run.id)
    done = await run_store.change(ctx.db, run.id, status=ImportStatus.COMPLETED, finished_at=ctx.now)
    await ctx.emit(
        CustomersImported(
            subject_id=run.id,
            total=run.total,
            imported=run.imported,
            updated=run.updated,
            skipped=run.skipped,
            failed=run.failed,
        )
    )
    return done
