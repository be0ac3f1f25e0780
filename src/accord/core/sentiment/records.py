"""Sentiment as records."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from accord.kit.paging import Page
from accord.kit.records import Record


class Sentiment(StrEnum):
    """How somebody feels, across all dialects."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    VERY_NEGATIVE = "very_negative"


class Mode(StrEnum):
    """Who answered: our own models and rules, a configured endpoint, or less than was configured."""

    LOCAL = "local"
    LLM = "llm"
    DEGRADED = "degraded"


class Judgement(Record):
    """How a text sounds. `score` runs from -1 to 1 and `confidence` from 0 to 1, both with two decimals.

    `key_phrases` are words of the text, at most ten. `language` is None when it could not be told. `basis` names
    the method, `reasons` what spoke for the label, the strongest first.
    """

    label: Sentiment
    score: Decimal
    key_phrases: tuple[str, ...]
    language: str | None
    provider: str
    model_version: str
    mode: Mode
    confidence: Decimal
    basis: str
    reasons: tuple[str, ...]


class NewAnalysis(Record):
    """What was judged: a text of a customer, maybe from one of its interactions or cases."""

    customer_id: UUID
    text: str
    interaction_id: UUID | None = None
    case_id: UUID | None = None


class Analysis(Record):
    """A judgement as it is kept, with what it is about."""

    id: UUID
    customer_id: UUID
    interaction_id: UUID | None
    case_id: UUID | None
    text: str
    label: Sentiment
    score: Decimal
    key_phrases: tuple[str, ...]
    language: str | None
    provider: str
    model_version: str
    mode: Mode
    confidence: Decimal
    basis: str
    reasons: tuple[str, ...]
    analysed_at: datetime


class AnalysisQuery(Record):
    """Which analyses to list, latest first. Every filter given must hold."""

    page: Page
    customer_id: UUID | None = None
    interaction_id: UUID | None = None
    case_id: UUID | None = None
