"""What is counted, as rows: the numbers of one group."""

from decimal import Decimal

from accord.core.cases import CaseStatus
from accord.core.customers import BankSegment, KYCStatus, Status
from accord.core.interactions import Channel
from accord.core.sla import Priority
from accord.kit.records import Record


class CustomerTally(Record):
    status: Status
    bank_segment: BankSegment
    kyc_status: KYCStatus
    customers: int


class CaseTally(Record):
    """`resolved` have a time of resolution, `seconds` is how long they took together."""

    status: CaseStatus
    priority: Priority
    cases: int
    resolved: int
    seconds: Decimal


class InteractionTally(Record):
    """`timed` have a duration, `minutes` is how long they took together."""

    channel: Channel
    interactions: int
    timed: int
    minutes: int
