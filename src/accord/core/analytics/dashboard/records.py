"""The figures of the dashboard as records. A group that nothing belongs to is left out."""

from datetime import date, datetime
from decimal import Decimal

from accord.core.cases import CaseStatus
from accord.core.customers import BankSegment, KYCStatus
from accord.core.interactions import Channel
from accord.core.sla import Priority
from accord.kit.records import Record


class Period(Record):
    """Whole days in the organisation's zone, both included; None where there is no bound."""

    start_on: date | None = None
    end_on: date | None = None


class CustomerFigures(Record):
    """Customers by what they are now; those of a period were made known in it. Merged ones are not counted."""

    total: int
    active: int
    new_this_month: int
    by_segment: dict[BankSegment, int]
    by_kyc_status: dict[KYCStatus, int]


class CaseFigures(Record):
    """Cases by what they are now; those of a period were opened in it.

    `average_resolution_hours` is the mean from opening to resolving over those that are resolved; 0 of none.
    """

    total: int
    open: int
    resolved: int
    average_resolution_hours: Decimal
    by_priority: dict[Priority, int]
    by_status: dict[CaseStatus, int]


class InteractionFigures(Record):
    """Interactions; those of a period took place in it. `average_minutes` is over those with a duration; 0 of none."""

    total: int
    this_month: int
    by_channel: dict[Channel, int]
    average_minutes: Decimal


class Dashboard(Record):
    """All of them together."""

    customers: CustomerFigures
    cases: CaseFigures
    interactions: InteractionFigures
    generated_at: datetime
