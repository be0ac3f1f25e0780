"""Figures from what was counted, without I/O."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

from accord.core.cases import CaseStatus
from accord.core.customers import Status

from .records import CaseFigures, CustomerFigures, InteractionFigures
from .tallies import CaseTally, CustomerTally, InteractionTally

OPEN = (CaseStatus.OPEN, CaseStatus.IN_PROGRESS)
RESOLVED = (CaseStatus.RESOLVED, CaseStatus.CLOSED)
_HOUR = 3600

G = TypeVar("G")


def customer_figures(tallies: Iterable[CustomerTally], month: Iterable[CustomerTally]) -> CustomerFigures:
    """The figures of customers; `month` is what was counted of the present month."""
    tallies = list(tallies)
    return CustomerFigures(
        total=sum(each.customers for each in tallies),
        active=sum(each.customers for each in tallies if each.status is Status.ACTIVE),
        new_this_month=sum(each.customers for each in month),
        by_segment=_summed((each.bank_segment, each.customers) for each in tallies),
        by_kyc_status=_summed((each.kyc_status, each.customers) for each in tallies),
    )


def case_figures(tallies: Iterable[CaseTally]) -> CaseFigures:
    """The figures of cases."""
    tallies = list(tallies)
    seconds = sum((each.seconds for each in tallies), Decimal(0))
    return CaseFigures(
        total=sum(each.cases for each in tallies),
        open=sum(each.cases for each in tallies if each.status in OPEN),
        resolved=sum(each.cases for each in tallies if each.status in RESOLVED),
        average_resolution_hours=_mean(seconds / _HOUR, sum(each.resolved for each in tallies)),
        by_priority=_summed((each.priority, each.cases) for each in tallies),
        by_status=_summed((each.status, each.cases) for each in tallies),
    )


def interaction_figures(
    tallies: Iterable[InteractionTally], month: Iterable[InteractionTally]
) -> InteractionFigures:
    """The figures of interactions; `month` is what was counted of the present month."""
    tallies = list(tallies)
    minutes = Decimal(sum(each.minutes for each in tallies))
    return InteractionFigures(
        total=sum(each.interactions for each in tallies),
        this_month=sum(each.interactions for each in month),
        by_channel=_summed((each.channel, each.interactions) for each in tallies),
        average_minutes=_mean(minutes, sum(each.timed for each in tallies)),
    )


def _summed(counted: Iterable[tuple[G, int]]) -> dict[G, int]:
    """The numbers by group, in the order of the groups' names; groups of nothing are left out."""
    sums: dict[G, int] = {}
    for group, number in counted:
        sums[group] = sums.get(group, 0) + number
    return {group: sums[group] for group in sorted(sums, key=str) if sums[group]}


def _mean(together: Decimal, count: int) -> Decimal:
    return together / count if count else Decimal(0)
