"""What can be done with cases: opening, reading, deleting. How they go on is in `progress`."""

from uuid import UUID

from msgspec.structs import replace

from accord.core import customers, sla
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.core.sla import ClockKind, Explanation, SubjectKind
from accord.kit.ids import new_id
from accord.kit.paging import Page, Slice

from . import rules, store
from .events import CaseDeleted, CaseOpened
from .records import Case, CaseKind, CaseQuery, NewCase

SUBJECTS = {CaseKind.CASE: SubjectKind.CASE, CaseKind.RESOLUTION: SubjectKind.RESOLUTION}


async def open_case(ctx: Context, new: NewCase) -> Case:
    """Take in a problem; of a merged customer, for its survivor. Its clock starts by the policy of its priority.

    Raises NotFound (customer, user, case it recurs from).
    """
    ctx.require(Permission.CASES_CREATE, customer_id=new.customer_id)
    await _ensure_known(ctx, new)
    promised = await sla.promise(
        ctx.db,
        SUBJECTS[new.kind],
        ClockKind.RESOLUTION,
        priority=new.priority,
        at=ctx.now,
        zone=ctx.zone,
    )
    case = await store.add(
        ctx.db,
        new,
        case_id=new_id(),
        due_at=None if promised is None else promised.due_at,
        created_by=rules.author_of(ctx.actor),
        at=ctx.now,
    )
    if case is None:
        raise NotFound("customer", new.customer_id)
    if promised is not None:
        await sla.start_clock(ctx.db, promised, subject_id=case.id, customer_id=case.customer_id)
    await ctx.emit(_opened(case))
    return case


async def get_case(ctx: Context, case_id: UUID, *, kind: CaseKind | None = None) -> Case:
    """The case. Raises NotFound.

    Here and below, `kind` is what a caller can see: a case of another kind reads as unknown.
    """
    ctx.require(Permission.CASES_READ)
    return visible(ctx, await store.find(ctx.db, case_id), case_id, kind)


async def list_cases(ctx: Context, query: CaseQuery) -> Slice[Case]:
    """Cases that match, newest first; a customer's token sees its own only.

    The id of a merged customer stands for its survivor; an unknown one matches nothing.
    """
    ctx.require(Permission.CASES_READ)
    if query.customer_id is None:
        return await store.page(ctx.db, query, only=ctx.scope)
    owner = await customers.survivor_of(ctx.db, query.customer_id)
    if owner is None:
        return Slice([], 0 if query.page.want_total else None)
    return await store.page(ctx.db, replace(query, customer_id=owner), only=ctx.scope)


async def list_cases_of_customer(
    ctx: Context, customer_id: UUID, page: Page, *, kind: CaseKind | None = None
) -> Slice[Case]:
    """A customer's cases, newest first; of a merged one, its survivor's. Raises NotFound."""
    ctx.require(Permission.CASES_READ)
    owner = await customers.visible_survivor(ctx, customer_id)
    return await store.page(ctx.db, CaseQuery(page=page, kind=kind, customer_id=owner), only=None)


async def explain_case(ctx: Context, case: Case) -> Explanation | None:
    """Why a case is due when it is; None when nothing was promised for it. Raises NotFound."""
    ctx.require(Permission.CASES_READ, customer_id=case.customer_id)
    return await sla.explain_clock(ctx.db, SUBJECTS[case.kind], case.id, ClockKind.RESOLUTION)


async def delete_case(ctx: Context, case_id: UUID, *, kind: CaseKind | None = None) -> None:
    """Take a case out of the record, with its notes and its clock. Raises NotFound."""
    ctx.require(Permission.CASES_DELETE)
    case = visible(ctx, await store.lock(ctx.db, case_id), case_id, kind)
    await sla.delete_clocks(ctx.db, SUBJECTS[case.kind], case.id)
    await store.remove(ctx.db, case.id)
    await ctx.emit(
        CaseDeleted(customer_id=case.customer_id, subject_id=case.id, kind=case.kind, number=case.number)
    )


def visible(ctx: Context, case: Case | None, case_id: UUID, kind: CaseKind | None = None) -> Case:
    """The case, if this actor may know of it. Raises NotFound."""
    if case is None or ctx.scope not in (None, case.customer_id) or kind not in (None, case.kind):
        raise NotFound("case", case_id)
    return case


async def _ensure_known(ctx: Context, new: NewCase) -> None:
    """Refuse an assignee who does not work here, and a recurrence of what was not this customer's case."""
    if new.assigned_user_id is not None and not await store.is_active_user(ctx.db, new.assigned_user_id):
        raise NotFound("user", new.assigned_user_id)
    if new.recurrence_of_id is not None:
        earlier = visible(ctx, await store.find(ctx.db, new.recurrence_of_id), new.recurrence_of_id)
        if earlier.customer_id != await customers.survivor_of(ctx.db, new.customer_id):
            raise NotFound("case", new.recurrence_of_id)


def _opened(case: Case) -> CaseOpened:
    return CaseOpened(
        customer_id=case.customer_id,
        subject_id=case.id,
        kind=case.kind,
        number=case.number,
        priority=case.priority,
        status=case.status,
        category=case.category,
        assigned_user_id=case.assigned_user_id,
    )
