"""Next best actions as records."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from accord.core.customers import BankSegment, KYCStatus
from accord.kit.records import Record


class ActionType(StrEnum):
    """What staff may be advised to do."""

    PRODUCT_RECOMMENDATION = "ProductRecommendation"
    FOLLOW_UP_CALL = "FollowUpCall"
    SEND_EMAIL = "SendEmail"
    SEND_SMS = "SendSMS"
    SCHEDULE_MEETING = "ScheduleMeeting"
    UPGRADE_ACCOUNT = "UpgradeAccount"
    CROSS_SELL = "CrossSell"
    RETENTION_OFFER = "RetentionOffer"
    RISK_REVIEW = "RiskReview"


class Rule(StrEnum):
    """Why an action is advised: the conditions of which at least one always holds."""

    UNHAPPY = "unhappy"
    OPEN_CASE = "open_case"
    RISK = "risk"
    PREMIUM_SAVINGS = "premium_savings"
    UPGRADE = "upgrade"
    SILENT_CLIENT = "silent_client"
    IDENTITY_CHECK = "identity_check"
    CROSS_SELL = "cross_sell"
    SILENCE = "silence"
    NOTHING_ELSE = "nothing_else"


class OutcomeReading(StrEnum):
    """What an outcome says of the customer's answer. Only the first two are learnt from."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"
    UNCLEAR = "unclear"


class Action(Record):
    """One piece of advice about a customer, and what became of it.

    `confidence` is the probability that the customer accepts, 0..1, two places. `rule` None: somebody added it.
    `reasons` are sentences, the strongest first; `based_on_outcomes` is how many outcomes of such advice were known
    when it was given; `features` are what was known of the customer then, as numbers.
    """

    id: UUID
    customer_id: UUID
    rule: Rule | None
    type: ActionType
    title: str
    description: str
    confidence: Decimal
    product: str | None
    recommended_at: datetime
    completed_at: datetime | None
    outcome: str | None
    outcome_reading: OutcomeReading | None
    reasons: list[str]
    based_on_outcomes: int
    model_version: str
    features: dict[str, float]


class NewAction(Record):
    """An action that somebody adds, with the confidence they have in it."""

    customer_id: UUID
    type: ActionType
    title: str
    description: str
    product: str | None = None
    confidence: Decimal = Decimal("0.50")


class Facts(Record):
    """All that advice about a customer is drawn from. Times None: never; scores None: not known.

    `very_negative_at` and `negative_at` are the latest analyses of such sentiment, `negative_count` how many were
    negative or worse within the window of the rules. `pressing_cases` are open ones of high or critical priority or
    past their due time. `refused_types` are kinds of action that the customer refused lately.
    """

    customer_id: UUID
    created_at: datetime
    segment: BankSegment
    kyc_status: KYCStatus
    credit_score: Decimal | None
    risk_score: int | None
    lifetime_value: Decimal | None
    has_email: bool
    has_phone: bool
    opted_out_email: bool
    opted_out_sms: bool
    last_interaction_at: datetime | None
    recent_interactions: int
    very_negative_at: datetime | None
    negative_at: datetime | None
    negative_count: int
    open_cases: int
    pressing_cases: int
    critical_cases: int
    breached_cases: int
    order_categories: list[str]
    accepted_count: int
    refused_types: list[ActionType]
