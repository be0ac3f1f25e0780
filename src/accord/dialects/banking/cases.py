"""Cases as a bank knows them, and why they are due when they are."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta
from msgspec.structs import asdict

from accord.core import cases
from accord.core.cases import Case, CaseKind, CaseQuery, CaseStatus, NewCase
from accord.core.context import Context
from accord.core.sla import Priority
from accord.kit.http.answers import Answer, created, no_content, ok
from accord.kit.http.operations import Call, Routes
from accord.kit.http.origin import below
from accord.kit.http.wire import show_time, show_time_or_none

from . import examples
from .contract import BASE, Body, PageQuery, Shown
from .explanations import ExplanationShown, show_explanation
from .paging import page_of, show_page

routes = Routes("Cases", limit="standard")

Title = Annotated[str, Meta(min_length=1, max_length=255)]
Description = Annotated[str, Meta(min_length=1, max_length=10_000)]
Category = Annotated[str, Meta(min_length=1, max_length=100)]
SubCategory = Annotated[str, Meta(max_length=100)]
Resolution = Annotated[str, Meta(max_length=10_000)]


class BankPriority(StrEnum):
    """The priorities of the document."""

    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"
    CRITICAL = "Critical"


class BankCaseStatus(StrEnum):
    """The statuses of the document."""

    OPEN = "Open"
    IN_PROGRESS = "InProgress"
    PENDING_CUSTOMER = "PendingCustomer"
    RESOLVED = "Resolved"
    CLOSED = "Closed"
    ESCALATED = "Escalated"


SHOWN_PRIORITY: dict[Priority, BankPriority] = {
    Priority.P0: BankPriority.CRITICAL,
    Priority.P1: BankPriority.HIGH,
    Priority.P2: BankPriority.MEDIUM,
    Priority.P3: BankPriority.LOW,
}
WRITTEN_PRIORITY = {shown: priority for priority, shown in SHOWN_PRIORITY.items()}
# Every canonical status as the nearest one that a bank knows; the first six map in both directions.
SHOWN_STATUS: dict[CaseStatus, BankCaseStatus] = {
    CaseStatus.OPEN: BankCaseStatus.OPEN,
    CaseStatus.IN_PROGRESS: BankCaseStatus.IN_PROGRESS,
    CaseStatus.PENDING_CUSTOMER: BankCaseStatus.PENDING_CUSTOMER,
    CaseStatus.ESCALATED: BankCaseStatus.ESCALATED,
    CaseStatus.RESOLVED: BankCaseStatus.RESOLVED,
    CaseStatus.CLOSED: BankCaseStatus.CLOSED,
    CaseStatus.INVESTIGATING: BankCaseStatus.IN_PROGRESS,
    CaseStatus.AWAITING_FIX: BankCaseStatus.IN_PROGRESS,
    CaseStatus.FIX_IN_PROGRESS: BankCaseStatus.IN_PROGRESS,
    CaseStatus.AWAITING_DEPLOY: BankCaseStatus.IN_PROGRESS,
    CaseStatus.DEPLOYED: BankCaseStatus.IN_PROGRESS,
    CaseStatus.MONITORING: BankCaseStatus.IN_PROGRESS,
    CaseStatus.WONT_FIX: BankCaseStatus.CLOSED,
    CaseStatus.DUPLICATE: BankCaseStatus.CLOSED,
}
WRITTEN_STATUS: dict[BankCaseStatus, CaseStatus] = {
    BankCaseStatus.OPEN: CaseStatus.OPEN,
    BankCaseStatus.IN_PROGRESS: CaseStatus.IN_PROGRESS,
    BankCaseStatus.PENDING_CUSTOMER: CaseStatus.PENDING_CUSTOMER,
    BankCaseStatus.ESCALATED: CaseStatus.ESCALATED,
    BankCaseStatus.RESOLVED: CaseStatus.RESOLVED,
    BankCaseStatus.CLOSED: CaseStatus.CLOSED,
}


class NewCaseBody(Body, kw_only=True):
    customer_id: UUID
    title: Title
    description: Description
    priority: BankPriority | None = None
    category: Category
    sub_category: SubCategory | None = None


class CaseStatusBody(Body, kw_only=True):
    """A resolution is kept with Resolved and Closed; null keeps the one there is, a blank one clears it."""

    status: BankCaseStatus
    resolution: Resolution | None = None


class CaseShown(Shown):
    id: UUID
    customer_id: UUID
    case_number: str
    title: str
    description: str
    status: BankCaseStatus
    priority: BankPriority
    category: str
    sub_category: str
    created_at: str
    created_by: str
    resolution: str | None
    resolved_at: str | None
    closed_at: str | None
    assigned_to_user_id: UUID | None
    sla_due_at: str | None
    sla_breached: bool
    updated_at: str | None


class ExplainedCaseShown(CaseShown):
    sla_explanation: ExplanationShown | None


def show_case(case: Case, now: datetime) -> CaseShown:
    """A case in banking's words, at a time."""
    # In the order of the fields: named arguments cost four times as much, and a list shows a hundred cases.
    return CaseShown(
        case.id,
        case.customer_id,
        case.number,
        case.title,
        case.description,
        SHOWN_STATUS[case.status],
        SHOWN_PRIORITY[case.priority],
        case.category,
        case.sub_category or "",
        show_time(case.created_at),
        case.created_by,
        case.resolution,
        show_time_or_none(case.resolved_at),
        show_time_or_none(case.closed_at),
        case.assigned_user_id,
        show_time_or_none(case.sla_due_at),
        cases.is_breached(case, now),
        show_time_or_none(case.updated_at),
    )


@routes.get(
    "/cases",
    "List cases, newest first",
    permission="crm:read:cases",
    query=PageQuery,
    answer=list[CaseShown],
    answer_example=[examples.CASE],
)
async def list_cases(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """All cases."""
    found = await cases.list_cases(ctx, CaseQuery(page=page_of(call.query), kind=CaseKind.CASE))
    return show_page(found, lambda case: show_case(case, ctx.now), call)


@routes.get(
    "/cases/{id}",
    "Case by id",
    permission="crm:read:cases",
    answer=ExplainedCaseShown,
    answer_example=examples.EXPLAINED_CASE,
)
async def get_case(ctx: Context, call: Call[None, None]) -> Answer:
    """One case, and why it is due when it is."""
    case = await cases.get_case(ctx, call.path["id"], kind=CaseKind.CASE)
    explanation = await cases.explain_case(ctx, case)
    shown = None if explanation is None else show_explanation(explanation)
    return ok(ExplainedCaseShown(**asdict(show_case(case, ctx.now)), sla_explanation=shown))


@routes.get(
    "/cases/customer/{customerId}",
    "Cases of a customer",
    permission="crm:read:cases",
    query=PageQuery,
    answer=list[CaseShown],
    answer_example=[examples.CASE],
)
async def list_cases_of_customer(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """The cases of one customer, newest first."""
    found = await cases.list_cases_of_customer(
        ctx, call.path["customerId"], page_of(call.query), kind=CaseKind.CASE
    )
    return show_page(found, lambda case: show_case(case, ctx.now), call)


@routes.post(
    "/cases",
    "Create case",
    permission="crm:create:cases",
    success=201,
    body=NewCaseBody,
    answer=CaseShown,
    body_example=examples.NEW_CASE,
    answer_example=examples.CASE,
    errors=(404,),
)
async def open_case(ctx: Context, call: Call[NewCaseBody, None]) -> Answer:
    """Take in a problem of a customer."""
    body = call.body
    case = await cases.open_case(
        ctx,
        NewCase(
            customer_id=body.customer_id,
            title=body.title,
            description=body.description,
            priority=WRITTEN_PRIORITY[body.priority or BankPriority.MEDIUM],
            category=body.category,
            sub_category=body.sub_category or None,
        ),
    )
    return created(show_case(case, ctx.now), below(call.scope, BASE, f"/cases/{case.id}"))


@routes.put(
    "/cases/{id}/status",
    "Set case status and resolution",
    permission="crm:update:cases",
    body=CaseStatusBody,
    answer=CaseShown,
    body_example=examples.CASE_STATUS,
    answer_example=examples.CASE | examples.RESOLVED,
)
async def set_case_status(ctx: Context, call: Call[CaseStatusBody, None]) -> Answer:
    """Write how far a case is."""
    body = call.body
    case = await cases.set_case_status(
        ctx,
        call.path["id"],
        WRITTEN_STATUS[body.status],
        resolution=UNSET if body.resolution is None else body.resolution or None,
        kind=CaseKind.CASE,
    )
    return ok(show_case(case, ctx.now))


@routes.delete("/cases/{id}", "Delete case", permission="crm:delete:cases", success=204)
async def delete_case(ctx: Context, call: Call[None, None]) -> Answer:
    """Take a case out of the record."""
    await cases.delete_case(ctx, call.path["id"], kind=CaseKind.CASE)
    return no_content()
