"""The dashboard computed the plain way: from every row, in Python."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from accord.core.analytics.dashboard import (
    CaseFigures,
    CustomerFigures,
    Dashboard,
    InteractionFigures,
    Period,
)
from accord.core.cases.records import Case
from accord.core.cases.tables import cases
from accord.core.context import Context
from accord.core.customers.records import Customer
from accord.core.customers.tables import customers
from accord.core.interactions.records import Interaction
from accord.core.interactions.tables import interactions
from accord.kit.db import columns_of, statement

MICROSECOND = timedelta(microseconds=1)
ALL = {
    record: statement(select(*columns_of(record, table)), record)
    for record, table in ((Customer, customers), (Case, cases), (Interaction, interactions))
}


async def recounted(ctx: Context, period: Period) -> Dashboard:
    """What the dashboard has to show."""

    def holds(moment: datetime) -> bool:
        day = moment.astimezone(ctx.zone).date()
        return (period.start_on or date.min) <= day <= (period.end_on or date.max)

    def this_month(moment: datetime) -> bool:
        return f"{moment.astimezone(ctx.zone):%Y-%m}" == f"{ctx.now.astimezone(ctx.zone):%Y-%m}"

    known = [each for each in await ctx.db.all(ALL[Customer]) if holds(each.created_at)]
    opened = [each for each in await ctx.db.all(ALL[Case]) if holds(each.created_at)]
    met = [each for each in await ctx.db.all(ALL[Interaction]) if holds(each.occurred_at)]
    return Dashboard(
        customers=_of_customers([each for each in known if each.status != "merged"], this_month),
        cases=_of_cases([each for each in opened if each.kind == "case"]),
        interactions=_of_interactions(met, this_month),
        generated_at=ctx.now,
    )


def _of_customers(known: list[Customer], this_month: Callable[[datetime], bool]) -> CustomerFigures:
    return CustomerFigures(
        total=len(known),
        active=sum(each.status == "active" for each in known),
        new_this_month=sum(this_month(each.created_at) for each in known),
        by_segment=grouped(each.bank_segment for each in known),
        by_kyc_status=grouped(each.kyc_status for each in known),
    )


def _of_cases(opened: list[Case]) -> CaseFigures:
    took = [each.resolved_at - each.created_at for each in opened if each.resolved_at is not None]
    return CaseFigures(
        total=len(opened),
        open=sum(each.status in ("open", "in_progress") for each in opened),
        resolved=sum(each.status in ("resolved", "closed") for each in opened),
        average_resolution_hours=mean(Decimal(each // MICROSECOND) / 10**6 / 3600 for each in took),
        by_priority=grouped(each.priority for each in opened),
        by_status=grouped(each.status for each in opened),
    )


def _of_interactions(met: list[Interaction], this_month: Callable[[datetime], bool]) -> InteractionFigures:
    return InteractionFigures(
        total=len(met),
        this_month=sum(this_month(each.occurred_at) for each in met),
        by_channel=grouped(each.channel for each in met),
        average_minutes=mean(
            Decimal(each.duration_minutes) for each in met if each.duration_minutes is not None
        ),
    )


def grouped(values: Iterable[Any]) -> dict[Any, int]:
    counts = Counter(values)
    return {value: counts[value] for value in sorted(counts, key=str)}


def mean(values: Iterable[Decimal]) -> Decimal:
    """The mean to two decimals more than anybody is shown."""
    given = list(values)
    return Decimal(sum(given) / len(given)) if given else Decimal(0)


def comparable(shown: Dashboard) -> tuple[Any, ...]:
    """A dashboard with its means to four decimals: division ends somewhere."""
    return (
        shown.customers,
        [getattr(shown.cases, name) for name in CaseFigures.__struct_fields__ if "average" not in name],
        round(shown.cases.average_resolution_hours, 4),
        [
            getattr(shown.interactions, name)
            for name in InteractionFigures.__struct_fields__
            if "average" not in name
        ],
        round(shown.interactions.average_minutes, 4),
        shown.generated_at,
    )
