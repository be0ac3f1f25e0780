"""Which advice a customer's facts give, without I/O."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from accord.core.customers import BankSegment, KYCStatus
from accord.core.errors import Invalid
from accord.kit.problems import Problem

from .records import ActionType, Advice, Facts, NewAction, Rule

MOOD = timedelta(days=90)
SPARING = timedelta(days=30)
MEETING = timedelta(days=60)
SILENCE = timedelta(days=90)
YEAR = timedelta(days=365)
MOST = 5

SELLING = frozenset({ActionType.PRODUCT_RECOMMENDATION, ActionType.UPGRADE_ACCOUNT, ActionType.CROSS_SELL})
CLIENTS = frozenset({BankSegment.CORPORATE, BankSegment.HIGH_NET_WORTH})
FAILED_CHECKS = frozenset({KYCStatus.REJECTED, KYCStatus.EXPIRED})
OPEN_CHECKS = frozenset({KYCStatus.PENDING, KYCStatus.IN_PROGRESS})

Grounds = tuple[str, ...]


class Line(NamedTuple):
    """One line of the table: when `grounds` finds any, `type` is advised with the confidence `base`."""

    rule: Rule
    type: ActionType
    base: Decimal
    grounds: Callable[[Facts, datetime], Grounds]
    product: str | None = None


def advise(facts: Facts, now: datetime) -> list[Advice]:
    """All advice that may be given: at least one piece, the most confident first, each type and product once."""
    found = [
        Advice(rule=line.rule, type=line.type, product=line.product, base=line.base, grounds=grounds)
        for line in TABLE
        if (grounds := line.grounds(facts, now))
    ]
    allowed = [_reachable(advice, facts) for advice in found if not _forbidden(advice.type, facts, now)]
    return _once_each(allowed) or [FALLBACK]


def may_be_given(action_type: ActionType, facts: Facts, now: datetime) -> bool:
    """Whether advice of this type contradicts neither the customer's wishes nor what the customer suffers now."""
    return not _forbidden(action_type, facts, now) and _channel_of(action_type, facts) is action_type


def ensure_fit(new: NewAction) -> None:
    """Refuse what the list cannot hold. Raises Invalid."""
    problems = [
        Problem(name, f"must have 1 to {most} characters", "invalid")
        for name, text, most in (
            ("title", new.title, 255),
            ("description", new.description, 10_000),
            ("product", new.product or SAVINGS, 255),
        )
        if not text.strip() or len(text) > most
    ]
    if not 0 <= new.confidence <= 1:
        problems.append(Problem("confidence", "must lie between 0 and 1", "out_of_range"))
    if problems:
        raise Invalid(problems)


def is_spared(facts: Facts, now: datetime) -> bool:
    """Whether nothing may be sold: a critical case is open, or the customer was very unhappy within 30 days."""
    at = facts.very_negative_at
    return facts.critical_cases > 0 or (at is not None and at >= now - SPARING)


def _forbidden(action_type: ActionType, facts: Facts, now: datetime) -> bool:
    return action_type in SELLING and is_spared(facts, now)


def _reachable(advice: Advice, facts: Facts) -> Advice:
    channel = _channel_of(advice.type, facts)
    if channel is advice.type:
        return advice
    word = "e-mail" if advice.type is ActionType.SEND_EMAIL else "SMS"
    return replace(advice, type=channel, grounds=(*advice.grounds, f"Cannot be sent {word}"))


def _channel_of(action_type: ActionType, facts: Facts) -> ActionType:
    """A call, where the customer cannot or may not be written to on the channel of the type."""
    without_email = facts.opted_out_email or not facts.has_email
    if action_type is ActionType.SEND_EMAIL and without_email:
        return ActionType.FOLLOW_UP_CALL
    if action_type is ActionType.SEND_SMS and facts.opted_out_sms:
        return ActionType.FOLLOW_UP_CALL
    return action_type


def _once_each(found: list[Advice]) -> list[Advice]:
    """One piece of advice for a type and product: the first, with the grounds of all."""
    kept: dict[tuple[ActionType, str | None], Advice] = {}
    for advice in found:
        first = kept.get((advice.type, advice.product))
        kept[advice.type, advice.product] = (
            advice if first is None else replace(first, grounds=first.grounds + advice.grounds)
        )
    return list(kept.values())


def _unhappy(facts: Facts, now: datetime) -> Grounds:
    said = []
    if facts.very_negative_at is not None and facts.very_negative_at >= now - MOOD:
        said.append(f"Very negative sentiment on {_day(facts.very_negative_at)}")
    if facts.negative_count >= 2 and facts.negative_at is not None:
        count = f"{facts.negative_count} times within 90 days"
        said.append(f"Negative sentiment {count}, last on {_day(facts.negative_at)}")
    return tuple(said)


def _pressing_case(facts: Facts, _now: datetime) -> Grounds:
    said = []
    if facts.urgent_cases:
        said.append(f"{_counted(facts.urgent_cases, 'open case')} of high or critical priority")
    if facts.breached_cases:
        said.append(f"{_counted(facts.breached_cases, 'open case')} past the promised time")
    return tuple(said)


def _risky(facts: Facts, _now: datetime) -> Grounds:
    said = []
    if facts.risk_score is not None and facts.risk_score >= 70:
        said.append(f"Risk score {facts.risk_score}")
    if facts.kyc_status in FAILED_CHECKS:
        said.append(f"Identity check: {facts.kyc_status}")
    return tuple(said)


def _worth_premium(facts: Facts, _now: datetime) -> Grounds:
    if facts.segment is not BankSegment.RETAIL:
        return ()
    said = []
    if facts.credit_score is not None and facts.credit_score >= 700:
        said.append(f"Credit score {facts.credit_score:f}")
    if facts.lifetime_value is not None and facts.lifetime_value >= 50_000:
        said.append(f"Lifetime value {facts.lifetime_value:,.2f}")
    return tuple(said)


def _outgrown(facts: Facts, _now: datetime) -> Grounds:
    value = facts.lifetime_value
    if facts.segment is not BankSegment.SME or value is None or value < 250_000:
        return ()
    return (f"Segment SME with a lifetime value of {value:,.2f}",)


def _silent_client(facts: Facts, now: datetime) -> Grounds:
    if facts.segment not in CLIENTS or not _silent(facts, now, MEETING):
        return ()
    return (f"Segment {facts.segment}: {_last_contact(facts)}",)


def _unchecked(facts: Facts, _now: datetime) -> Grounds:
    return (f"Identity check: {facts.kyc_status}",) if facts.kyc_status in OPEN_CHECKS else ()


def _one_category(facts: Facts, _now: datetime) -> Grounds:
    if len(facts.order_categories) != 1:
        return ()
    return (f"All orders in one category: {facts.order_categories[0]}",)


def _silent_customer(facts: Facts, now: datetime) -> Grounds:
    if not facts.has_phone or not _silent(facts, now, SILENCE):
        return ()
    return (_last_contact(facts),)


def _silent(facts: Facts, now: datetime, span: timedelta) -> bool:
    """Whether the last contact is so long ago; who was never met is silent too."""
    return facts.last_interaction_at is None or facts.last_interaction_at <= now - span


def _last_contact(facts: Facts) -> str:
    at = facts.last_interaction_at
    return "No contact on record" if at is None else f"Last contact on {_day(at)}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


PREMIUM = "Premium Savings Account"
SAVINGS = "Savings Account"
TABLE = (
    Line(Rule.UNHAPPY, ActionType.RETENTION_OFFER, Decimal("0.90"), _unhappy),
    Line(Rule.OPEN_CASE, ActionType.FOLLOW_UP_CALL, Decimal("0.88"), _pressing_case),
    Line(Rule.RISK, ActionType.RISK_REVIEW, Decimal("0.86"), _risky),
    Line(Rule.PREMIUM_SAVINGS, ActionType.PRODUCT_RECOMMENDATION, Decimal("0.85"), _worth_premium, PREMIUM),
    Line(Rule.UPGRADE, ActionType.UPGRADE_ACCOUNT, Decimal("0.80"), _outgrown),
    Line(Rule.SILENT_CLIENT, ActionType.SCHEDULE_MEETING, Decimal("0.78"), _silent_client),
    Line(Rule.IDENTITY_CHECK, ActionType.SEND_EMAIL, Decimal("0.70"), _unchecked),
    Line(Rule.CROSS_SELL, ActionType.CROSS_SELL, Decimal("0.65"), _one_category),
    Line(Rule.SILENCE, ActionType.SEND_SMS, Decimal("0.60"), _silent_customer),
)
FALLBACK = Advice(
    rule=Rule.NOTHING_ELSE,
    type=ActionType.PRODUCT_RECOMMENDATION,
    product=SAVINGS,
    base=Decimal("0.50"),
    grounds=("Nothing else is pressing",),
)
BASES = {line.rule: line.base for line in TABLE} | {FALLBACK.rule: FALLBACK.base}
