"""Customers as records."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from accord.kit.paging import Page
from accord.kit.records import UNSET, Changes, Record, UnsetType


class Status(StrEnum):
    """Where a customer stands with us. A merged one is a tombstone that points at its survivor."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    BLOCKED = "blocked"
    MERGED = "merged"


class BankSegment(StrEnum):
    RETAIL = "Retail"
    SME = "SME"
    CORPORATE = "Corporate"
    HIGH_NET_WORTH = "HighNetWorth"


class ContactType(StrEnum):
    INDIVIDUAL = "Individual"
    CORPORATE = "Corporate"


class KYCStatus(StrEnum):
    """How far the check of a customer's identity has come."""

    PENDING = "Pending"
    IN_PROGRESS = "InProgress"
    VERIFIED = "Verified"
    REJECTED = "Rejected"
    EXPIRED = "Expired"


class Loyalty(StrEnum):
    NEW = "New"
    BRONZE = "Bronze"
    SILVER = "Silver"
    GOLD = "Gold"
    PLATINUM = "Platinum"
    VIP = "VIP"


class SLATier(StrEnum):
    FREE = "free"
    STANDARD = "standard"
    PREMIUM = "premium"
    ENTERPRISE = "enterprise"


class IdentityKind(StrEnum):
    """What an address in the identity graph is. E-mails and social ids are unique, a phone may be shared."""

    EMAIL = "email"
    PHONE = "phone"
    SOCIAL = "social"
    DEVICE = "device"


class Identity(Record):
    """One address by which a customer is known. `normalised` is what is compared, `value` what was written."""

    id: UUID
    customer_id: UUID
    kind: IdentityKind
    value: str
    normalised: str
    position: int
    source: str
    verified_at: datetime | None
    created_at: datetime


class Customer(Record):
    """A person or company. Money is in the organisation's currency, two decimals.

    `bank_segment` and `contact_type` are the ones that hold: what was written, else what follows from the rest.
    """

    id: UUID
    reference: str
    status: Status
    merged_into_id: UUID | None
    given_name: str | None
    family_name: str | None
    full_name: str | None
    company_name: str | None
    email: str | None
    phone: str | None
    born_on: date | None
    street: str | None
    city: str | None
    state: str | None
    zip_code: str | None
    country: str | None
    region: str | None
    nationality: str | None
    language: str | None
    bank_segment: BankSegment
    contact_type: ContactType
    kyc_status: KYCStatus
    loyalty: Loyalty
    sla_tier: SLATier
    credit_score: Decimal | None
    risk_score: int | None
    lifetime_value: Decimal | None
    tags: list[str]
    labels: list[str]
    risk_flags: list[str]
    notes: str | None
    avatar_url: str | None
    attributes: dict[str, Any]
    total_spent: Decimal
    order_count: int
    last_order_at: datetime | None
    last_interaction_at: datetime | None
    last_engagement_at: datetime | None
    created_at: datetime
    updated_at: datetime | None


class NewCustomer(Record):
    """What a new customer may come with. Names may be given in parts, joined, or as a company."""

    given_name: str | None = None
    family_name: str | None = None
    full_name: str | None = None
    company_name: str | None = None
    email: str | None = None
    phone: str | None = None
    born_on: date | None = None
    street: str | None = None
    city: str | None = None
    state: str | None = None
    zip_code: str | None = None
    country: str | None = None
    region: str | None = None
    nationality: str | None = None
    language: str | None = None
    bank_segment: BankSegment | None = None
    contact_type: ContactType | None = None
    tags: tuple[str, ...] = ()
    notes: str | None = None
    status: Status = Status.ACTIVE


class CustomerChanges(Changes):
    """A partial change of a customer. `UNSET` keeps, None clears."""

    given_name: str | UnsetType | None = UNSET
    family_name: str | UnsetType | None = UNSET
    full_name: str | UnsetType | None = UNSET
    company_name: str | UnsetType | None = UNSET
    email: str | UnsetType = UNSET
    phone: str | UnsetType | None = UNSET
    street: str | UnsetType | None = UNSET
    city: str | UnsetType | None = UNSET
    state: str | UnsetType | None = UNSET
    zip_code: str | UnsetType | None = UNSET
    country: str | UnsetType | None = UNSET
    region: str | UnsetType | None = UNSET
    nationality: str | UnsetType | None = UNSET
    language: str | UnsetType | None = UNSET
    bank_segment: BankSegment | UnsetType = UNSET
    loyalty: Loyalty | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    notes: str | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET


class KYCChanges(Changes):
    """A partial change of what a bank's checks found."""

    kyc_status: KYCStatus | UnsetType = UNSET
    credit_score: Decimal | UnsetType | None = UNSET
    risk_score: int | UnsetType | None = UNSET
    lifetime_value: Decimal | UnsetType | None = UNSET


class CustomerQuery(Record):
    """Which customers to list, newest first; merged ones are in no list. Every filter given must hold.

    `search` finds a substring in any letter case in full name, company, e-mail or phone; `tags` any of them.
    """

    page: Page
    search: str | None = None
    bank_segment: BankSegment | None = None
    contact_type: ContactType | None = None
    loyalty: Loyalty | None = None
    region: str | None = None
    tags: tuple[str, ...] = ()
    is_active: bool | None = None
