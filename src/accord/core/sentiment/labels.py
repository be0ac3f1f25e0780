"""The words for a score from -1 to 1, the same in all dialects."""

from decimal import Decimal

from .records import Sentiment

POSITIVE_FROM = Decimal("0.2")
NEGATIVE_TO = Decimal("-0.2")
VERY_NEGATIVE_TO = Decimal("-0.75")
_STEP = Decimal("0.01")


def label_of(score: Decimal) -> Sentiment:
    """Positive from 0.2 on, negative from -0.2 down, very negative from -0.75 down, else neutral."""
    if score >= POSITIVE_FROM:
        return Sentiment.POSITIVE
    if score <= VERY_NEGATIVE_TO:
        return Sentiment.VERY_NEGATIVE
    return Sentiment.NEGATIVE if score <= NEGATIVE_TO else Sentiment.NEUTRAL


def bounded_score(score: Decimal, label: Sentiment) -> Decimal:
    """The score with two decimals, moved to the nearest one that `label` stands for."""
    least, most = _BOUNDS[label]
    return min(most, max(least, score.quantize(_STEP)))


_BOUNDS = {
    Sentiment.POSITIVE: (POSITIVE_FROM, Decimal(1)),
    Sentiment.NEUTRAL: (NEGATIVE_TO + _STEP, POSITIVE_FROM - _STEP),
    Sentiment.NEGATIVE: (VERY_NEGATIVE_TO + _STEP, NEGATIVE_TO),
    Sentiment.VERY_NEGATIVE: (Decimal(-1), VERY_NEGATIVE_TO),
}
