"""What is known of a customer, as numbers to learn from and as words to explain with."""

from datetime import datetime, timedelta
from math import log, log10

from .records import ActionType, Facts

# Below this, a feature's part in the log-odds is not worth a sentence.
TELLING = 0.1
DAY = timedelta(days=1)


def features_of(facts: Facts, action_type: ActionType, now: datetime) -> dict[str, float]:
    """Numbers of about -2 to 2 by name; what is not known is left out."""
    found = {f"segment:{facts.segment}": 1.0, f"kyc:{facts.kyc_status}": 1.0}
    if facts.credit_score is not None:
        found["credit"] = _within((float(facts.credit_score) - 650) / 100)
    if facts.risk_score is not None:
        found["risk"] = _within((facts.risk_score - 40) / 30)
    if facts.lifetime_value is not None:
        found["value"] = _within(log10(1 + max(0.0, float(facts.lifetime_value))) - 4)
    if facts.last_interaction_at is not None:
        found["silence"] = _within(log((1 + _days(facts.last_interaction_at, now)) / 30))
    found["contacts"] = _within(log(1 + facts.recent_interactions))
    found["tenure"] = _within(log((1 + _days(facts.created_at, now)) / 180))
    found["cases"] = _within(float(facts.open_cases))
    found["mood"] = _within(-0.5 * facts.negative_count - (facts.very_negative_at is not None))
    found["accepted"] = _within(log(1 + facts.accepted_count))
    found["refused"] = float(action_type in facts.refused_types)
    return {name: round(value, 4) for name, value in found.items() if value}


def explain(name: str, part: float, facts: Facts, outcomes: int) -> str:
    """What a feature did to the confidence, in a sentence."""
    effect = "more" if part > 0 else "less"
    return f"{_fact(name, facts)}: accepted {effect} often, by {outcomes} outcomes"


def _fact(name: str, facts: Facts) -> str:
    kind, _, value = name.partition(":")
    return {
        "segment": f"Segment {value}",
        "kyc": f"Identity check {value}",
        "credit": f"Credit score {facts.credit_score}",
        "risk": f"Risk score {facts.risk_score}",
        "value": f"Lifetime value {facts.lifetime_value}",
        "silence": f"Last contact on {_day(facts.last_interaction_at)}",
        "contacts": f"{facts.recent_interactions} contacts within 90 days",
        "tenure": f"Customer since {_day(facts.created_at)}",
        "cases": f"{facts.open_cases} open cases",
        "mood": "Negative sentiment within 90 days",
        "accepted": f"{facts.accepted_count} earlier suggestions accepted",
        "refused": "Refused such a suggestion within a year",
    }[kind]


def _days(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since) / DAY)


def _day(at: datetime | None) -> str:
    return "no day" if at is None else f"{at:%Y-%m-%d}"


def _within(value: float) -> float:
    return max(-3.0, min(3.0, value))
