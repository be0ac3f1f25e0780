"""How a text sounds: rules where they are plain, a linear head on embeddings elsewhere, rules alone without it."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from accord.core.sentiment import Judgement, Mode, Sentiment, bounded_score, label_of

from . import rules
from .embedding import MODEL, Embedder
from .head import load_head
from .languages import Languages, is_weak
from .phrases import key_phrases
from .reading import own_words, units
from .rules import Finding

PROVIDER = "local"
RULES_VERSION = "rules-1"

# How often the rules were right on texts that nobody here wrote; see docs/decisions/0009.
_CONFIDENCE_OF_RULES = 0.9
_CONFIDENCE_WITHOUT_MODEL = 0.55
_CONFIDENCE_OF_SILENCE = 0.4
_CONFIDENCE_OF_WEAK_LANGUAGE = 0.5

_VERY_NEGATIVE_SCORE, _VERY_NEGATIVE_SHARE, _HARD_WORD_SHARE = -0.6, 0.75, 0.5
_MOST_REASONS = 5


class Shares(NamedTuple):
    """How probable each feeling is; `very` is the part of `negative` that is anger."""

    negative: float
    neutral: float
    positive: float
    very: float

    @property
    def score(self) -> float:
        """From -1 to 1."""
        return self.positive - self.negative

    @property
    def label(self) -> Sentiment:
        """What is most probable, anger counted as negative."""
        most = max(self.negative, self.neutral, self.positive)
        if most == self.positive:
            return Sentiment.POSITIVE
        return Sentiment.NEUTRAL if most == self.neutral else Sentiment.NEGATIVE


class LocalSentiment:
    """The local analyser. Without `accord[ai]` it answers by rules, and says so."""

    def __init__(self, languages: Sequence[str], embedder: Embedder | None = None) -> None:
        self._languages = Languages(languages)
        self._embedder = embedder or Embedder()

    async def analyse(self, text: str) -> Judgement:
        """The judgement of a text, computed in a worker thread."""
        return await asyncio.to_thread(self.judge, text)

    async def close(self) -> None:
        """Nothing: its models belong to the process."""

    def judge(self, text: str) -> Judgement:
        """The same, in this thread."""
        own = own_words(text)
        language = self._languages.of(own)
        finding = rules.find(own, language)
        if not self._embedder.is_there():
            return _by_rules(finding, own, language, Mode.DEGRADED)
        head = load_head()
        parts = [_shares(head.probabilities(self._embedder.vector(unit), language)) for unit in units(own)]
        shares = Shares(*(sum(column) / len(parts) for column in zip(*parts, strict=True)))
        if finding.decides and _agrees(finding, shares):
            return _by_rules(finding, own, language, Mode.LOCAL)
        worst = min(part.score for part in parts)
        label = _label(shares, worst, finding, weak=is_weak(language))
        return Judgement(
            label=label,
            score=bounded_score(Decimal(str(round(shares.score, 2))), label),
            key_phrases=key_phrases(own, language),
            language=language,
            provider=PROVIDER,
            model_version=f"{MODEL}+{head.version}",
            mode=Mode.LOCAL,
            confidence=_confidence(_share_of(label, shares), language),
            basis="embeddings",
            reasons=(
                *_told_by_model(shares, worst, len(parts)),
                *_told_by_words(finding),
                *_doubts(language),
            ),
        )


def _agrees(finding: Finding, shares: Shares) -> bool:
    """Whether the model does not contradict what the rules found."""
    if finding.is_question:
        return shares.label is Sentiment.NEUTRAL
    return shares.label is not (Sentiment.NEGATIVE if finding.score > 0 else Sentiment.POSITIVE)


def _label(shares: Shares, worst: float, finding: Finding, *, weak: bool) -> Sentiment:
    """What is most probable; very negative where anger is likely, or hard words stand in a negative text.

    One angry sentence among kind ones keeps the whole from sounding good. No escalation by a weak language.
    """
    is_hard = bool(finding.hard) and shares.negative >= _HARD_WORD_SHARE
    is_angry = (
        shares.score <= _VERY_NEGATIVE_SCORE
        and shares.negative >= _VERY_NEGATIVE_SHARE
        and shares.very * 2 >= shares.negative
    )
    if (is_hard or is_angry) and not weak:
        return Sentiment.VERY_NEGATIVE
    if shares.label is Sentiment.POSITIVE and worst <= _VERY_NEGATIVE_SCORE:
        return Sentiment.NEUTRAL
    return shares.label


def _shares(probabilities: dict[str, float]) -> Shares:
    very = probabilities[Sentiment.VERY_NEGATIVE]
    return Shares(
        negative=probabilities[Sentiment.NEGATIVE] + very,
        neutral=probabilities[Sentiment.NEUTRAL],
        positive=probabilities[Sentiment.POSITIVE],
        very=very,
    )


def _share_of(label: Sentiment, shares: Shares) -> float:
    return {
        Sentiment.POSITIVE: shares.positive,
        Sentiment.NEUTRAL: shares.neutral,
        Sentiment.NEGATIVE: shares.negative,
        Sentiment.VERY_NEGATIVE: shares.negative,
    }[label]


def _by_rules(finding: Finding, own: str, language: str | None, mode: Mode) -> Judgement:
    label = label_of(Decimal(str(finding.score)))
    if label is Sentiment.VERY_NEGATIVE and is_weak(language):
        label = Sentiment.NEGATIVE
    sure = _CONFIDENCE_OF_RULES if finding.decides else _CONFIDENCE_WITHOUT_MODEL
    silent = not finding.decides and not finding.positive and not finding.negative
    return Judgement(
        label=label,
        score=bounded_score(Decimal(str(finding.score)), label),
        key_phrases=key_phrases(own, language),
        language=language,
        provider=PROVIDER,
        model_version=RULES_VERSION,
        mode=mode,
        confidence=_confidence(_CONFIDENCE_OF_SILENCE if silent else sure, language),
        basis="rules",
        reasons=(*_told_by_words(finding), *_doubts(language)),
    )


def _confidence(sure: float, language: str | None) -> Decimal:
    most = _CONFIDENCE_OF_WEAK_LANGUAGE if is_weak(language) else 1.0
    return Decimal(str(round(min(sure, most), 2)))


def _told_by_words(finding: Finding) -> tuple[str, ...]:
    told = [f"hard word: {word}" for word in finding.hard]
    told += [f"negative: {word}" for word in finding.negative if word not in finding.hard]
    told += [f"positive: {word}" for word in finding.positive]
    if finding.is_question:
        told.append("a question that asks for a fact")
    return tuple(dict.fromkeys(told))[:_MOST_REASONS]


def _told_by_model(shares: Shares, worst: float, count: int) -> tuple[str, ...]:
    told = [f"negative {shares.negative:.2f}, neutral {shares.neutral:.2f}, positive {shares.positive:.2f}"]
    if count > 1:
        told.append(f"worst of {count} sentences: {worst:.2f}")
    return tuple(told)


def _doubts(language: str | None) -> tuple[str, ...]:
    if language is None:
        return ("language not recognised",)
    return (f"weak language: {language}",) if is_weak(language) else ()
