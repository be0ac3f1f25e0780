"""Next best actions: whether confidence means what it says, and whether learning from outcomes pays."""

import statistics
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from accord.core.recommendations import Model, learn, probability
from benchmarks.intelligence.calls import Call, read_calls
from benchmarks.intelligence.counter import Counter, Decision
from benchmarks.intelligence.measures import calibration_error, ranking
from benchmarks.results import Result

NAME = "propensity"
ABOUT = "chances of acceptance on 41,188 calls of a bank in time order, and on an invented counter"

BLOCK = 1000  # outcomes become known a thousand calls later, and are learnt from then
WARM = 1000  # calls that are not judged: before, hardly anything is known
BASE = 0.5
AUC, AUC_GOOD = 0.72, 0.745
ERROR, ERROR_GOOD = 0.06, 0.04

WORLDS = 20
LEARNING, JUDGED = 1000, 1000
GAIN, GAIN_GOOD = 1.4, 1.6


def run(data: Path | None) -> list[Result]:
    """Measure: on the bank's calls where there are data, and on invented customers."""
    return [*(_on_calls(read_calls(data)) if data is not None else ()), *_at_counters()]


def _on_calls(calls: list[Call]) -> Iterator[Result]:
    blocks = [calls[begin : begin + BLOCK] for begin in range(0, len(calls), BLOCK)]
    days = [list(day) for _, day in groupby(calls, key=lambda call: call.day)]
    told, came = _predicted(blocks)
    daily, _ = _predicted(days)
    later = len(told) // 2
    yield Result(
        name="propensity AUC, in blocks of 1,000 calls",
        value=ranking(told, came),
        unit="",
        target=AUC,
        figures={
            "good": AUC_GOOD,
            "later half": ranking(told[later:], came[later:]),
            "learning daily": ranking(daily, came),
            "accepted share": sum(came) / len(came),
        },
    )
    yield Result(
        name="propensity calibration error, in blocks of 1,000 calls",
        value=calibration_error(told, came),
        unit="",
        target=ERROR,
        higher_is_better=False,
        figures={
            "good": ERROR_GOOD,
            "later half": calibration_error(told[later:], came[later:]),
            "learning daily": calibration_error(daily, came),
        },
    )


def _predicted(parts: Iterable[list[Call]]) -> tuple[list[float], list[bool]]:
    """What was told of each call before its part was learnt from, and what came; without the first calls."""
    model, told, came = Model(), [], []
    for part in parts:
        told += [probability(model, call.features, base=BASE) for call in part]
        came += [call.is_accepted for call in part]
        for call in part:
            model, _ = learn(model, call.features, base=BASE, is_accepted=call.is_accepted)
    return told[WARM:], came[WARM:]


def _at_counters() -> Iterator[Result]:
    worlds = [_judged(Counter(seed)) for seed in range(WORLDS)]
    gains = [_mean(made.chance for made in world) / _by_chance(world) for world in worlds]
    everything = [made for world in worlds for made in world]
    accepted = _mean(made.is_accepted for made in everything)
    yield Result(
        name="accepted after 1,000 decisions, beside random eligible suggestions",
        value=_mean(gains),
        unit="x",
        target=GAIN,
        figures={
            "good": GAIN_GOOD,
            "worlds": float(WORLDS),
            "least": min(gains),
            "most": max(gains),
            "who knows the law": _mean(_mean(m.best_chance for m in w) / _by_chance(w) for w in worlds),
            "accepted share": accepted,
            "x by the log alone": accepted / _mean(m.random_weight * m.is_accepted for m in everything),
        },
    )


def _judged(counter: Counter) -> list[Decision]:
    """What is decided after the time of learning; learning goes on."""
    return [counter.decide() for _ in range(LEARNING + JUDGED)][LEARNING:]


def _by_chance(world: list[Decision]) -> float:
    return _mean(made.random_chance for made in world)


def _mean(values: Iterable[float]) -> float:
    return statistics.fmean(values)
