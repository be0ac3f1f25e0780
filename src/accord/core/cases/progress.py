"""How cases go on: their status, who works on them, what is written on them."""

from typing import Any
from uuid import UUID

from accord.core import sla
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.core.sla import ClockKind, ClockState
from accord.kit.paging import Page, Slice
from accord.kit.records import UNSET, UnsetType

from . import notes_store, rules, store
from .events import CaseAssigned, CaseNoted
from .records import Audience, Case, CaseKind, CaseStatus, CaseUpdate
from .service import SUBJECTS, visible


async def set_case_status(
    ctx: Context,
    case_id: UUID,
    status: CaseStatus,
    *,
    resolution: str | UnsetType | None = UNSET,
    kind: CaseKind | None = None,
) -> Case:
    """Write how far a case is; any status may follow any other. Raises NotFound.

    `resolution` is kept with a final status only. A final status stops the clock; another one has it go on, or wait
    for the customer if its policy says so.
    """
    ctx.require(Permission.CASES_UPDATE)
    before = visible(ctx, await store.lock(ctx.db, case_id), case_id, kind)
    return await _write_status(ctx, before, status, resolution)


async def escalate_case(ctx: Context, case_id: UUID, *, reason: str | None = None) -> Case:
    """Call in somebody above; the reason becomes a note for staff. Raises NotFound.

    A case that is escalated already stays as it is.
    """
    ctx.require(Permission.CASES_UPDATE)
    before = visible(ctx, await store.lock(ctx.db, case_id), case_id)
    if reason:
        await _note(ctx, before, reason, Audience.INTERNAL)
    return await _write_status(ctx, before, CaseStatus.ESCALATED, UNSET)


async def assign_case(ctx: Context, case_id: UUID, user_id: UUID | None) -> Case:
    """Give a case to somebody who works here, or to nobody. Raises NotFound (case, user)."""
    ctx.require(Permission.CASES_UPDATE)
    ctx.forbid_customers(Permission.CASES_UPDATE)
    before = visible(ctx, await store.lock(ctx.db, case_id), case_id)
    if user_id == before.assigned_user_id:
        return before
    if user_id is not None and not await store.is_active_user(ctx.db, user_id):
        raise NotFound("user", user_id)
    after = await store.change(ctx.db, before.id, {"assigned_user_id": user_id}, at=ctx.now)
    await ctx.emit(
        CaseAssigned(
            customer_id=after.customer_id,
            subject_id=after.id,
            kind=after.kind,
            number=after.number,
            priority=after.priority,
            before=before.assigned_user_id,
            assigned_user_id=user_id,
        )
    )
    return after


async def add_case_update(ctx: Context, case_id: UUID, text: str, *, audience: Audience) -> CaseUpdate:
    """Write on a case. A customer's token writes what the customer may read. Raises NotFound, Forbidden."""
    ctx.require(Permission.CASES_UPDATE)
    if audience is Audience.INTERNAL:
        ctx.forbid_customers(Permission.CASES_UPDATE)
    case = visible(ctx, await store.lock(ctx.db, case_id), case_id)
    return await _note(ctx, case, text, audience)


async def list_case_updates(ctx: Context, case_id: UUID, page: Page) -> Slice[CaseUpdate]:
    """What was written on a case, oldest first; a customer's token reads what is for the customer. Raises NotFound."""
    ctx.require(Permission.CASES_READ)
    case = visible(ctx, await store.find(ctx.db, case_id), case_id)
    audience = None if ctx.scope is None else Audience.CUSTOMER
    return await notes_store.page(ctx.db, case.id, page, audience=audience)


async def _write_status(
    ctx: Context, before: Case, status: CaseStatus, resolution: str | UnsetType | None
) -> Case:
    columns = rules.columns_after(before, status, resolution, at=ctx.now)
    if not columns:
        return before
    columns |= await _turn_clock(ctx, before, status, columns)
    after = await store.change(ctx.db, before.id, columns, at=ctx.now)
    for event in rules.events_of(before, after, columns):
        await ctx.emit(event)
    return after


async def _turn_clock(
    ctx: Context, before: Case, status: CaseStatus, columns: dict[str, Any]
) -> dict[str, Any]:
    """Have the case's clock do what the new status says; the column of the case that follows from it."""
    state, subject = rules.clock_of(status), SUBJECTS[before.kind]
    if state is ClockState.STOPPED:
        await sla.stop_clocks(ctx.db, subject, before.id, at=rules.ended_at(before, columns) or ctx.now)
        return {}
    if state is rules.clock_of(before.status):
        return {}
    turned = await sla.turn_clocks(ctx.db, subject, before.id, to=state, at=ctx.now)
    due = [clock.due_at for clock in turned if clock.kind is ClockKind.RESOLUTION]
    return {"sla_due_at": due[0]} if due and due[0] != before.sla_due_at else {}


async def _note(ctx: Context, case: Case, text: str, audience: Audience) -> CaseUpdate:
    author = rules.author_of(ctx.actor)
    update = await notes_store.add(ctx.db, case, text, audience, author=author, at=ctx.now)
    await ctx.emit(
        CaseNoted(
            customer_id=case.customer_id,
            subject_id=case.id,
            number=case.number,
            update_id=update.id,
            audience=audience,
        )
    )
    return update
