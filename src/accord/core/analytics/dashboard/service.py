"""What can be asked of the dashboard. It is about all customers, so a customer's token is refused."""

from accord.core.cases import CaseKind
from accord.core.context import Context
from accord.core.permissions import Permission

from . import counts_store, rules
from .periods import Span, month_of, span_of
from .records import CaseFigures, CustomerFigures, Dashboard, InteractionFigures, Period


async def get_dashboard(ctx: Context, period: Period) -> Dashboard:
    """All figures of a period; of ever, without bounds. Raises Invalid."""
    ctx.require(Permission.ANALYTICS_READ)
    ctx.forbid_customers(Permission.ANALYTICS_READ)
    span = span_of(period, ctx.zone)
    return Dashboard(
        customers=await _customers(ctx, span),
        cases=await _cases(ctx, span),
        interactions=await _interactions(ctx, span),
        generated_at=ctx.now,
    )


async def get_customer_figures(ctx: Context, period: Period) -> CustomerFigures:
    """The figures of customers made known in a period. Raises Invalid."""
    ctx.require(Permission.ANALYTICS_READ)
    ctx.forbid_customers(Permission.ANALYTICS_READ)
    return await _customers(ctx, span_of(period, ctx.zone))


async def get_case_figures(ctx: Context, period: Period) -> CaseFigures:
    """The figures of a bank's cases opened in a period. Raises Invalid."""
    ctx.require(Permission.ANALYTICS_READ)
    ctx.forbid_customers(Permission.ANALYTICS_READ)
    return await _cases(ctx, span_of(period, ctx.zone))


async def get_interaction_figures(ctx: Context, period: Period) -> InteractionFigures:
    """The figures of interactions that took place in a period. Raises Invalid."""
    ctx.require(Permission.ANALYTICS_READ)
    ctx.forbid_customers(Permission.ANALYTICS_READ)
    return await _interactions(ctx, span_of(period, ctx.zone))


async def _customers(ctx: Context, span: Span) -> CustomerFigures:
    tallies = await counts_store.customers_of(ctx.db, span)
    month = await counts_store.customers_of(ctx.db, span.within(month_of(ctx.now, ctx.zone)))
    return rules.customer_figures(tallies, month)


async def _cases(ctx: Context, span: Span) -> CaseFigures:
    return rules.case_figures(await counts_store.cases_of(ctx.db, span, CaseKind.CASE))


async def _interactions(ctx: Context, span: Span) -> InteractionFigures:
    tallies = await counts_store.interactions_of(ctx.db, span)
    month = await counts_store.interactions_of(ctx.db, span.within(month_of(ctx.now, ctx.zone)))
    return rules.interaction_figures(tallies, month)
