"""Sentiment against human ratings.

*Machinery*: the linear head on embeddings, fitted on three domains and asked about the fourth. *Shipped*: the local
analyser as it is installed, fitted on the exemplars of this repository and on nothing that is measured here.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from accord.core.sentiment import Sentiment
from accord.intelligence.local import LocalSentiment
from accord.intelligence.local.embedding import Embedder
from benchmarks.harness import percentile
from benchmarks.intelligence.ratings import DOMAINS, LANGUAGES, Rated, read_domain, read_language
from benchmarks.results import Result
from tools.fit_sentiment import calibration_error

NAME = "sentiment"
ABOUT = "sentiment against human ratings, its cost and its memory"

MUST = {"tweets": 0.78, "amazon": 0.76, "film": 0.64, "news": 0.63}
MUST_IN_LANGUAGES = 0.42
MOST = 2_000
STRENGTH = 1.0  # thousands of ratings bear less regularisation than tens of exemplars would
SPOKEN = ("en", "fr", "ar", "sw")
SIDES = {Sentiment.POSITIVE: 1, Sentiment.NEUTRAL: 0, Sentiment.NEGATIVE: -1, Sentiment.VERY_NEGATIVE: -1}

TWELVE_WORDS = "My new card came with number {} but the machine kept it today"
# The number stands in each sentence, so that none was judged before.
FOUR_HUNDRED = (
    "I ordered lamp number {0} on Monday and paid by card. On Thursday box {0} was at my door, but the glass had a "
    "crack from one end to the other. I took photo {0} and sent it to your office. A colleague called about {0} on "
    "Friday and said that a new glass would be sent at once. It is Wednesday now, and I wonder whether {0} is on its "
    "way, because we have guests this weekend and {0} is the only lamp that we have in there."
)
MEASURE_MEMORY = """
from pathlib import Path
from accord.app.intelligence import analyser_of
from accord.app.settings import IntelligenceSettings
def megabytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
analyser = analyser_of(IntelligenceSettings())
before = megabytes()
analyser.judge("I cannot log into my account")
analyser.judge("Hongera rafiki, xyzzy")
print(before, megabytes())
"""


def run(data: Path | None) -> list[Result]:
    """Measure; without data, cost and memory alone."""
    embedder = Embedder(kept=10 * MOST)
    analyser = LocalSentiment(SPOKEN, embedder)
    if not embedder.is_there():
        raise RuntimeError("the extra `ai` is not installed")
    if data is None:
        return [*_cost(), *_memory()]
    folder = data / "sentiment"
    texts = {name: read_domain(folder, name, most=MOST) for name in DOMAINS}
    vectors = {name: _vectors(embedder, rated) for name, rated in texts.items()}
    results = [_machinery(name, texts, vectors) for name in DOMAINS]
    results += [_shipped(name, texts[name], analyser) for name in DOMAINS]
    results += [
        _language(name, read_language(folder, name), embedder, analyser, texts, vectors) for name in LANGUAGES
    ]
    return [*results, *_cost(), *_memory()]


def _vectors(embedder: Embedder, rated: list[Rated]) -> Any:
    return np.stack([embedder.vector(each.text) for each in rated])


def _fitted(names: list[str], texts: dict[str, list[Rated]], vectors: dict[str, Any], **options: Any) -> Any:
    """A head fitted on domains, and the mean that was taken off."""
    inputs = np.concatenate([vectors[name] for name in names])
    sides = np.array([each.side for name in names for each in texts[name]])
    mean = inputs.mean(axis=0)
    return LogisticRegression(C=STRENGTH, max_iter=500, **options).fit(inputs - mean, sides), mean


def _machinery(name: str, texts: dict[str, list[Rated]], vectors: dict[str, Any]) -> Result:
    head, mean = _fitted([other for other in texts if other != name], texts, vectors)
    shares = head.predict_proba(vectors[name] - mean)
    ratings = np.array([each.rating for each in texts[name]])
    sides = np.array([each.side for each in texts[name]])
    return Result(
        name=f"machinery, {name} unseen: correlation with ratings",
        value=float(np.corrcoef(shares[:, 2] - shares[:, 0], ratings)[0, 1]),
        unit="r",
        target=MUST[name],
        figures={
            "texts": len(ratings),
            "accuracy": float((shares.argmax(axis=1) - 1 == sides).mean()),
            "calibration error": calibration_error(shares, sides + 1),
        },
    )


def _shipped(name: str, rated: list[Rated], analyser: LocalSentiment) -> Result:
    judged = [analyser.judge(each.text) for each in rated]
    right = [SIDES[one.label] == each.side for one, each in zip(judged, rated, strict=True)]
    sure = [hit for one, hit in zip(judged, right, strict=True) if one.confidence >= 0.75]
    plain = [hit for one, hit in zip(judged, right, strict=True) if one.basis == "rules"]
    scores = [float(one.score) for one in judged]
    sides, told = [each.side for each in rated], [SIDES[one.label] for one in judged]
    return Result(
        name=f"shipped, {name}: correlation with ratings",
        value=float(np.corrcoef(scores, [each.rating for each in rated])[0, 1]),
        unit="r",
        figures={
            "accuracy": statistics.fmean(right),
            "macro-F1": f1_score(sides, told, average="macro"),
            "share sure (0.75)": len(sure) / len(rated),
            "accuracy when sure": statistics.fmean(sure),
            "share by rules": len(plain) / len(rated),
            "accuracy by rules": statistics.fmean(plain) if plain else 0.0,
        },
    )


def _language(
    name: str,
    rated: list[Rated],
    embedder: Embedder,
    analyser: LocalSentiment,
    texts: dict[str, list[Rated]],
    vectors: dict[str, Any],
) -> Result:
    """The shipped analyser in a language with few exemplars; beside it a head that saw English ratings only."""
    sides = [each.side for each in rated]
    told = [SIDES[analyser.judge(each.text).label] for each in rated]
    head, mean = _fitted(list(texts), texts, vectors, class_weight="balanced")
    by_english = head.predict(_vectors(embedder, rated) - mean)
    return Result(
        name=f"shipped, {name}: macro-F1",
        value=float(f1_score(sides, told, average="macro")),
        unit="F1",
        target=MUST_IN_LANGUAGES,
        figures={
            "texts": len(rated),
            "by a head of English ratings": f1_score(sides, by_english, average="macro"),
        },
    )


def _cost() -> list[Result]:
    """The processor time of one judgement, of texts that were not judged before: whatever else the machine does."""
    analyser = LocalSentiment(SPOKEN)
    found = []
    for name, template, most in (("12 words", TWELVE_WORDS, 40.0), ("400 characters", FOUR_HUNDRED, 150.0)):
        analyser.judge(template.format("A"))
        times, used = [], []
        for number in range(200):
            began, cpu = time.perf_counter(), time.thread_time()
            analyser.judge(template.format(number))
            used.append((time.thread_time() - cpu) * 1000)
            times.append((time.perf_counter() - began) * 1000)
        found.append(
            Result(
                name=f"processor time of one judgement of {name}, 95th percentile",
                value=percentile(used, 0.95),
                unit="ms",
                target=most,
                higher_is_better=False,
                figures={
                    "median ms": statistics.median(used),
                    "p95 by the clock ms": percentile(times, 0.95),
                },
            )
        )
    return found


def _memory() -> list[Result]:
    """What a process holds before and after its first texts; nothing where there is no /proc."""
    if not Path("/proc/self/statm").exists():
        return []
    ran = subprocess.run([sys.executable, "-c", MEASURE_MEMORY], capture_output=True, text=True, check=True)
    before, after = map(float, ran.stdout.split())
    return [
        Result(
            name="memory of a process that judges texts",
            value=after,
            unit="MB",
            target=250.0,
            higher_is_better=False,
            figures={"before the first text MB": before, "increase MB": after - before},
        )
    ]
