"""What outcomes teach: Bayesian logistic regression, one outcome at a time.

Log-odds are those of the table plus a weight for each feature. A weight is Gaussian, independent of the others
(Chapelle and Li, 2011), and 0 before anything is known: then the table's confidence is predicted exactly. It is kept
as the evidence that outcomes added to that prior: a precision, and a shift (precision times mean). Evidence fades as
further outcomes come, so that customers who change are followed; what one outcome added is kept as its lesson, and
can be taken out again, faded as it is by then.
"""

from collections.abc import Mapping
from math import exp, log

import msgspec
from msgspec.structs import replace

from accord.kit.records import Record

VERSION = "bayes-1"

# The prior's precision: of the weight that all customers share, and of what tells customers apart.
ALWAYS = ""
PRIOR_OF_ALL = 1.0
PRIOR = 4.0
FADING = 1 - 1 / 4000
# So few outcomes say nothing yet; from so many on they speak alone; between, in proportion.
HEARD_FROM = 10
TRUSTED_FROM = 20
_EXACT = 1e-10

Evidence = dict[str, tuple[float, float]]
Features = Mapping[str, float]


class Model(Record):
    """What is known of one kind of advice. `steps` counts how often evidence faded."""

    outcomes: int = 0
    steps: int = 0
    evidence: Evidence = msgspec.field(default_factory=dict)


class Lesson(Record):
    """What one outcome added to a model, and after which of its steps."""

    step: int
    evidence: Evidence


UNTAUGHT = Model()


def probability(model: Model, features: Features, *, base: float) -> float:
    """The chance that the customer accepts, 0..1: the table's (`base`) as long as hardly any outcome is known."""
    learnt = sum(contributions(model, features).values())
    return _sigmoid(_logit(base) + trust(model) * learnt)


def contributions(model: Model, features: Features) -> dict[str, float]:
    """What each feature adds to the log-odds."""
    return {name: _mean(model, name) * value for name, value in _with_all(features).items()}


def trust(model: Model) -> float:
    """How much the outcomes count against the table, 0..1."""
    return min(1.0, max(0.0, (model.outcomes - HEARD_FROM) / (TRUSTED_FROM - HEARD_FROM)))


def learn(model: Model, features: Features, *, base: float, is_accepted: bool) -> tuple[Model, Lesson]:
    """The model after an outcome, and what the outcome added to it."""
    faded = _faded(model.evidence, 1)
    known = replace(model, evidence=faded)
    given = _with_all(features)
    spread = sum(value * value / _precision(known, name) for name, value in given.items())
    before = _logit(base) + sum(_mean(known, name) * value for name, value in given.items())
    after = _most_likely(before, spread, float(is_accepted))
    chance = _sigmoid(after)
    added: Evidence = {}
    for name, value in given.items():
        precision = _precision(known, name)
        mean = _mean(known, name) + (is_accepted - chance) * value / precision
        gained = value * value * chance * (1 - chance)
        added[name] = gained, mean * (precision + gained) - _shift(known, name)
    steps = model.steps + 1
    taught = Model(outcomes=model.outcomes + 1, steps=steps, evidence=_sum(faded, added, 1.0))
    return taught, Lesson(step=steps, evidence=added)


def unlearn(model: Model, lesson: Lesson) -> Model:
    """The model without what an outcome added."""
    rest = _sum(model.evidence, _faded(lesson.evidence, model.steps - lesson.step), -1.0)
    return Model(outcomes=max(0, model.outcomes - 1), steps=model.steps, evidence=rest)


def _most_likely(before: float, spread: float, answer: float) -> float:
    """The log-odds that fit what was known and the answer best, by Newton's method."""
    at = before
    for _ in range(50):
        chance = _sigmoid(at)
        step = (at - before - spread * (answer - chance)) / (1 + spread * chance * (1 - chance))
        at -= step
        if abs(step) < _EXACT:
            break
    return at


def _with_all(features: Features) -> dict[str, float]:
    return {ALWAYS: 1.0, **{name: value for name, value in features.items() if value}}


def _prior(name: str) -> float:
    return PRIOR if name else PRIOR_OF_ALL


def _precision(model: Model, name: str) -> float:
    return _prior(name) + model.evidence.get(name, (0.0, 0.0))[0]


def _shift(model: Model, name: str) -> float:
    return model.evidence.get(name, (0.0, 0.0))[1]


def _mean(model: Model, name: str) -> float:
    return _shift(model, name) / _precision(model, name)


def _faded(evidence: Evidence, steps: int) -> Evidence:
    left = FADING**steps
    return {name: (precision * left, shift * left) for name, (precision, shift) in evidence.items()}


def _sum(evidence: Evidence, more: Evidence, sign: float) -> Evidence:
    """Evidence and more of it, or less of it: a precision that rounding makes negative is none."""
    total = dict(evidence)
    for name, (precision, shift) in more.items():
        old_precision, old_shift = total.get(name, (0.0, 0.0))
        total[name] = max(0.0, old_precision + sign * precision), old_shift + sign * shift
    return total


def _logit(chance: float) -> float:
    return log(chance / (1 - chance))


def _sigmoid(odds: float) -> float:
    return 1 / (1 + exp(-odds)) if odds > -700 else 0.0
