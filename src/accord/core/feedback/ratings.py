"""What a rating says about how a customer feels: a score from -1 to 1, and its word."""

from decimal import Decimal

from accord.core.sentiment import Sentiment, label_of

WORST, BEST = 1, 5
RATINGS = range(WORST, BEST + 1)
_MIDDLE = Decimal(WORST + BEST) / 2


def score_of(rating: int) -> Decimal:
    """The score of a rating from 1 to 5: -1, -0.5, 0, 0.5, 1."""
    return (rating - _MIDDLE) / (BEST - _MIDDLE)


def sentiment_of(rating: int) -> Sentiment:
    """The word for a rating: 4 and 5 are positive, 3 neutral, 2 negative, 1 very negative."""
    return label_of(score_of(rating))
