"""The figures that a bank looks at: its customers, cases and interactions, in any period."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from msgspec import field

from accord.core.analytics import dashboard
from accord.core.analytics.dashboard import (
    CaseFigures,
    CustomerFigures,
    Dashboard,
    InteractionFigures,
    Period,
)
from accord.core.context import Context
from accord.core.customers import BankSegment, KYCStatus
from accord.kit.http.answers import Answer, ok
from accord.kit.http.operations import Call, Routes
from accord.kit.http.wire import show_amount, show_time

from . import examples
from .cases import SHOWN_PRIORITY, SHOWN_STATUS, BankCaseStatus, BankPriority
from .contract import SHOWN_CHANNEL, BankChannel, Body, Shown

routes = Routes("Analytics", limit="standard", permission="crm:read:analytics")


class PeriodQuery(Body):
    """Both days are included; a date-time stands for its day. Without a date there is no bound."""

    start_date: date | None = None
    end_date: date | None = None


class CustomerFiguresShown(Shown):
    total_customers: int
    active_customers: int
    new_customers_this_month: int
    customers_by_segment: dict[str, int]
    customers_by_kyc_status: dict[str, int] = field(name="customersByKYCStatus")


class CaseFiguresShown(Shown):
    total_cases: int
    open_cases: int
    resolved_cases: int
    average_resolution_time_hours: float
    cases_by_priority: dict[str, int]
    cases_by_status: dict[str, int]


class InteractionFiguresShown(Shown):
    total_interactions: int
    interactions_this_month: int
    interactions_by_channel: dict[str, int]
    average_interaction_duration_minutes: float


class DashboardShown(Shown):
    customer_analytics: CustomerFiguresShown
    case_analytics: CaseFiguresShown
    interaction_analytics: InteractionFiguresShown
    generated_at: str


def show_customer_figures(figures: CustomerFigures) -> CustomerFiguresShown:
    """The figures of customers in banking's words."""
    return CustomerFiguresShown(
        total_customers=figures.total,
        active_customers=figures.active,
        new_customers_this_month=figures.new_this_month,
        customers_by_segment=_worded(figures.by_segment, BankSegment, BankSegment),
        customers_by_kyc_status=_worded(figures.by_kyc_status, KYCStatus, KYCStatus),
    )


def show_case_figures(figures: CaseFigures) -> CaseFiguresShown:
    """The figures of cases in banking's words."""
    return CaseFiguresShown(
        total_cases=figures.total,
        open_cases=figures.open,
        resolved_cases=figures.resolved,
        average_resolution_time_hours=show_amount(figures.average_resolution_hours) or 0.0,
        cases_by_priority=_worded(figures.by_priority, SHOWN_PRIORITY.__getitem__, BankPriority),
        cases_by_status=_worded(figures.by_status, SHOWN_STATUS.__getitem__, BankCaseStatus),
    )


def show_interaction_figures(figures: InteractionFigures) -> InteractionFiguresShown:
    """The figures of interactions in banking's words; channels that a bank does not know count as the nearest."""
    return InteractionFiguresShown(
        total_interactions=figures.total,
        interactions_this_month=figures.this_month,
        interactions_by_channel=_worded(figures.by_channel, SHOWN_CHANNEL.__getitem__, BankChannel),
        average_interaction_duration_minutes=show_amount(figures.average_minutes) or 0.0,
    )


def show_dashboard(figures: Dashboard) -> DashboardShown:
    """The dashboard in banking's words."""
    return DashboardShown(
        customer_analytics=show_customer_figures(figures.customers),
        case_analytics=show_case_figures(figures.cases),
        interaction_analytics=show_interaction_figures(figures.interactions),
        generated_at=show_time(figures.generated_at),
    )


@routes.get(
    "/analytics/dashboard",
    "Dashboard of customers, cases, interactions",
    query=PeriodQuery,
    answer=DashboardShown,
    answer_example=examples.DASHBOARD,
)
async def get_dashboard(ctx: Context, call: Call[None, PeriodQuery]) -> Answer:
    """All figures of a period."""
    return ok(show_dashboard(await dashboard.get_dashboard(ctx, _period(call))))


@routes.get(
    "/analytics/customers",
    "Customer analytics",
    query=PeriodQuery,
    answer=CustomerFiguresShown,
    answer_example=examples.DASHBOARD["customerAnalytics"],
)
async def get_customer_figures(ctx: Context, call: Call[None, PeriodQuery]) -> Answer:
    """Customers made known in a period."""
    return ok(show_customer_figures(await dashboard.get_customer_figures(ctx, _period(call))))


@routes.get(
    "/analytics/cases",
    "Case analytics",
    query=PeriodQuery,
    answer=CaseFiguresShown,
    answer_example=examples.DASHBOARD["caseAnalytics"],
)
async def get_case_figures(ctx: Context, call: Call[None, PeriodQuery]) -> Answer:
    """Cases opened in a period."""
    return ok(show_case_figures(await dashboard.get_case_figures(ctx, _period(call))))


@routes.get(
    "/analytics/interactions",
    "Interaction analytics",
    query=PeriodQuery,
    answer=InteractionFiguresShown,
    answer_example=examples.DASHBOARD["interactionAnalytics"],
)
async def get_interaction_figures(ctx: Context, call: Call[None, PeriodQuery]) -> Answer:
    """Interactions that took place in a period."""
    return ok(show_interaction_figures(await dashboard.get_interaction_figures(ctx, _period(call))))


def _period(call: Call[None, PeriodQuery]) -> Period:
    return Period(start_on=call.query.start_date, end_on=call.query.end_date)


G = TypeVar("G")


def _worded(counts: Mapping[G, int], word: Callable[[G], str], order: type[StrEnum]) -> dict[str, int]:
    """Counts by the words that are shown, in the order of the document's words."""
    shown: dict[str, int] = {}
    for group, count in counts.items():
        shown[word(group)] = shown.get(word(group), 0) + count
    return {each.value: shown[each] for each in order if each in shown}
