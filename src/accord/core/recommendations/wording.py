"""What suggestions are called."""

from .records import ActionType, Advice, Rule

_WORDS = {
    Rule.UNHAPPY: (
        "Make a retention offer",
        "The customer has been unhappy with us; an offer may win the customer back",
    ),
    Rule.OPEN_CASE: (
        "Call about the open case",
        "An urgent or overdue case is open; the customer awaits news",
    ),
    Rule.RISK: ("Review the customer's risk", "The risk score or the identity check asks for a review"),
    Rule.PREMIUM_SAVINGS: (
        "Recommend Premium Savings Account",
        "Customer profile indicates readiness for premium account upgrade",
    ),
    Rule.UPGRADE: (
        "Offer an account upgrade",
        "The business has outgrown its present account and qualifies for a larger one",
    ),
    Rule.SILENT_CLIENT: ("Schedule a meeting", "A client of this segment should be met every two months"),
    Rule.IDENTITY_CHECK: (
        "Ask to complete the identity check",
        "The identity check is not complete; the customer should be told what is missing",
    ),
    Rule.CROSS_SELL: (
        "Offer something from another category",
        "The customer knows one category only and may like what goes with it",
    ),
    Rule.SILENCE: (
        "Get in touch by SMS",
        "There has been no contact for three months; a short message reopens it",
    ),
    Rule.NOTHING_ELSE: (
        "Recommend Savings Account",
        "Nothing else is pressing; a savings account suits everybody",
    ),
}
_CALLS = {
    Rule.IDENTITY_CHECK: (
        "Call about the identity check",
        "The identity check is not complete, and the customer cannot be asked by e-mail",
    ),
    Rule.SILENCE: (
        "Call to get in touch",
        "There has been no contact for three months, and the customer does not want SMS",
    ),
}


def wording_of(advice: Advice) -> tuple[str, str]:
    """The title and the description."""
    if advice.type is ActionType.FOLLOW_UP_CALL and advice.rule in _CALLS:
        return _CALLS[advice.rule]
    return _WORDS[advice.rule]
