"""Next best actions as records."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from accord.core.customers import BankSegment, KYCStatus
from accord.kit.paging import Page
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


class ActionQuery(Record):
    """Which actions to list: latest first, pending (uncompleted) ones the most confident first."""

    page: Page
    customer_id: UUID | None = None
    is_pending: bool = False


class Facts(Record):
    """All that advice about a customer is drawn from. Times None: never; scores None: not known.

    Sentiment is that of the last 90 days: when it was very negative and negative last, and how often negative.
    Cases are the open ones; urgent ones are of high or critical priority. `recent_interactions` are those of the
    last 90 days. What was accepted, and which types of action were refused, is that of the last year.
    """

    customer_id: UUID
    created_at: datetime
    segment: BankSegment
    kyc_status: KYCStatus
    credit_score: Decimal | None = None
    risk_score: int | None = None
    lifetime_value: Decimal | None = None
    has_email: bool = True
    has_phone: bool = True
    opted_out_email: bool = False
    opted_out_sms: bool = False
    last_interaction_at: datetime | None = None
    recent_interactions: int = 0
    very_negative_at: datetime | None = None
    negative_at: datetime | None = None
    negative_count: int = 0
    open_cases: int = 0
    urgent_cases: int = 0
    critical_cases: int = 0
    breached_cases: int = 0
    order_categories: tuple[str, ...] = ()
    accepted_count: int = 0
    refused_types: tuple[ActionType, ...] = ()


class Advice(Record):
    """What a rule advises. `base` is the confidence of the table; `grounds` say why the rule applies."""

    rule: Rule
    type: ActionType
    product: str | None
    base: Decimal
    grounds: tuple[str, ...]


class Suggestion(Record):
    """Advice with a title, and with the confidence that outcomes of such advice gave it."""

    rule: Rule
    type: ActionType
    product: str | None
    title: str
    description: str
    confidence: Decimal
    reasons: list[str]
    based_on_outcomes: int
    features: dict[str, float]
