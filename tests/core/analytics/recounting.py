"""The dashboard computed the plain way: from every row, in Python."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
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

ALL = {
    record: statement(select(*columns_of(record, table)), record)
    for record, table in ((Customer, customers), (Case, cases), (Interaction, interactions))
}


async def recounted(ctx: Context, period: Period) -> Dashboard:
    """What the dashboard has to show."""

    def local(moment: datetime) -> datetime:
        return moment.astimezone(ctx.zone)

    def holds(moment: datetime) -> bool:
        day = local(moment).date()
        return (period.start_on is None or day >= period.start_on) and (
            period.end_on is None or day <= period.end_on
        )

    def this_month(moment: datetime) -> bool:
        return (local(moment).year, local(moment).month) == (local(ctx.now).year, local(ctx.now).month)

    known = [
        each for each in await ctx.db.all(ALL[Customer]) if each.status != "merged" and holds(each.created_at)
    ]
    opened = [each for each in await ctx.db.all(ALL[Case]) if each.kind == "case" and holds(each.created_at)]
    met = [each for each in await ctx.db.all(ALL[Interaction]) if holds(each.occurred_at)]
    return Dashboard(
        customers=CustomerFigures(
            total=len(known),
            active=sum(each.status == "active" for each in known),
            new_this_month=sum(this_month(each.created_at) for each in known),
            by_segment=grouped(each.bank_segment for each in known),
            by_kyc_status=grouped(each.kyc_status for each in known),
        ),
        cases=CaseFigures(
            total=len(opened),
            open=sum(each.status in ("open", "in_progress") for each in opened),
            resolved=sum(each.status in ("resolved", "closed") for each in opened),
            average_resolution_hours=mean(
                Decimal(round((each.resolved_at - each.created_at).total_seconds() * 10**6)) / 10**6 / 3600
                for each in opened
                if each.resolved_at is not None
            ),
            by_priority=grouped(each.priority for each in opened),
            by_status=grouped(each.status for each in opened),
        ),
        interactions=InteractionFigures(
            total=len(met),
            this_month=sum(this_month(each.occurred_at) for each in met),
            by_channel=grouped(each.channel for each in met),
            average_minutes=mean(
                Decimal(each.duration_minutes) for each in met if each.duration_minutes is not None
            ),
        ),
        generated_at=ctx.now,
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
