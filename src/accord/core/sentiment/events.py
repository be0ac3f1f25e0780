"""What happens to sentiment. The text and what spoke for the label stay out of the log."""

from decimal import Decimal
from typing import ClassVar

from accord.core.events import Event

from .records import Sentiment


class SentimentAnalysed(Event):
    """A text of a customer was judged; `score` runs from -1 to 1."""

    type: ClassVar[str] = "sentiment.analysed"
    label: Sentiment
    score: Decimal


class SentimentDeleted(Event):
    """A judgement was taken out of the record."""

    type: ClassVar[str] = "sentiment.deleted"
    label: Sentiment
