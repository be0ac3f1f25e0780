"""What a rating says about how a customer feels: a score from -1 to 1, and its word."""

from decimal import Decimal
from enum import StrEnum

WORST, BEST = 1, 5
RATINGS = range(WORST, BEST + 1)
_MIDDLE = Decimal(WORST + BEST) / 2


class Sentiment(StrEnum):
    """How somebody feels, across all dialects."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    VERY_NEGATIVE = "very_negative"


def score_of(rating: int) -> Decimal:
    """The score of a rating from 1 to 5: -1, -0.5, 0, 0.5, 1."""
    return (rating - _MIDDLE) / (BEST - _MIDDLE)


def sentiment_of(rating: int) -> Sentiment:
    """The word for a rating: 4 and 5 are positive, 3 neutral, 2 negative, 1 very negative."""
    score = score_of(rating)
    if score >= Decimal("0.2"):
        return Sentiment.POSITIVE
    if score <= Decimal("-0.75"):
        return Sentiment.VERY_NEGATIVE
    return Sentiment.NEGATIVE if score <= Decimal("-0.2") else Sentiment.NEUTRAL
