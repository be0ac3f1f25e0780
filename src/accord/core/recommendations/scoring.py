"""From advice to suggestions: titles, learnt confidence, reasons."""

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from . import features, learning, rules
from .learning import ALWAYS, UNTAUGHT, Model
from .records import ActionType, Advice, Facts, Rule, Suggestion
from .wording import wording_of

Kind = tuple[Rule, ActionType]
REASONS = 3
LEAST, MOST = Decimal("0.01"), Decimal("0.99")
_CENT = Decimal("0.01")


def suggest(facts: Facts, models: Mapping[Kind, Model], now: datetime) -> list[Suggestion]:
    """What to do next for a customer: one to five suggestions, the most confident first.

    Suggestions of equal confidence keep the order of the table.
    """
    found = [
        score(advice, facts, models.get((advice.rule, advice.type), UNTAUGHT), now)
        for advice in rules.advise(facts, now)
    ]
    return sorted(found, key=lambda suggestion: -suggestion.confidence)[: rules.MOST]


def score(advice: Advice, facts: Facts, model: Model, now: datetime) -> Suggestion:
    """Advice with its learnt confidence and its three strongest reasons: first why its rule applies."""
    known = features.features_of(facts, advice.type, now)
    title, description = wording_of(advice)
    return Suggestion(
        rule=advice.rule,
        type=advice.type,
        product=advice.product,
        title=title,
        description=description,
        confidence=confidence_of(advice.base, model, known),
        reasons=_reasons(advice, facts, model, known),
        based_on_outcomes=model.outcomes,
        features=known,
    )


def confidence_of(base: Decimal, model: Model, known: Mapping[str, float]) -> Decimal:
    """The chance that the customer accepts, two places: never certain, and the table's where nothing is learnt."""
    if learning.trust(model) == 0:
        return base
    chance = Decimal(learning.probability(model, known, base=float(base)))
    return min(MOST, max(LEAST, chance.quantize(_CENT, ROUND_HALF_UP)))


def _reasons(advice: Advice, facts: Facts, model: Model, known: Mapping[str, float]) -> list[str]:
    said = list(advice.grounds)
    weight = learning.trust(model)
    parts = {
        name: weight * part
        for name, part in learning.contributions(model, known).items()
        if name != ALWAYS and abs(weight * part) >= features.TELLING
    }
    strongest = sorted(parts.items(), key=lambda part: -abs(part[1]))
    said += [features.explain(name, part, facts, model.outcomes) for name, part in strongest]
    return said[:REASONS]
