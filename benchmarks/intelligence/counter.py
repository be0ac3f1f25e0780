"""An invented counter: customers come, one suggestion is made to each, and each accepts or not by a hidden law.

The law has nothing to do with the table of rules: how often each kind of advice is accepted, and by whom, is drawn
anew for each world, and part of it cannot be seen in any feature.
"""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import exp
from typing import NamedTuple

from accord.core.customers import BankSegment, KYCStatus
from accord.core.recommendations import BASES, ActionType, Facts, Model, Rule, Suggestion, learn, suggest
from accord.kit.ids import new_id

NOW = datetime(2026, 2, 12, tzinfo=UTC)
EXPLORED = 0.05
Kind = tuple[Rule, ActionType]


class Decision(NamedTuple):
    """What came of one suggestion out of several, and the chances: of it, of all on average, of the best.

    `propensity` is the probability with which it was chosen.
    """

    choices: int
    propensity: float
    chance: float
    random_chance: float
    best_chance: float
    is_accepted: bool

    @property
    def random_weight(self) -> float:
        """How much more often random choice would have chosen this."""
        return 1 / self.choices / self.propensity


class Counter:
    """One world: a hidden law, and what has been learnt of it so far."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)
        self._law: dict[tuple[Kind, str], float] = {}
        self._models: dict[Kind, Model] = {}

    def decide(self) -> Decision:
        """Serve one customer: mostly the best suggestion, now and then any."""
        suggestions = suggest(self._customer(), self._models, NOW)
        luck = self._draw.gauss(0, 0.5)
        chances = [self._chance(suggestion, luck) for suggestion in suggestions]
        chosen = 0
        if self._draw.random() < EXPLORED:
            chosen = self._draw.randrange(len(suggestions))
        propensity = (1 - EXPLORED) * (chosen == 0) + EXPLORED / len(suggestions)
        is_accepted = self._draw.random() < chances[chosen]
        self._learn(suggestions[chosen], is_accepted=is_accepted)
        return Decision(
            choices=len(suggestions),
            propensity=propensity,
            chance=chances[chosen],
            random_chance=sum(chances) / len(chances),
            best_chance=max(chances),
            is_accepted=is_accepted,
        )

    def _learn(self, made: Suggestion, *, is_accepted: bool) -> None:
        kind = made.rule, made.type
        model, _ = learn(
            self._models.get(kind, Model()),
            made.features,
            base=float(BASES[made.rule]),
            is_accepted=is_accepted,
        )
        self._models[kind] = model

    def _chance(self, made: Suggestion, luck: float) -> float:
        kind = made.rule, made.type
        odds = self._weight(kind, "", -1.0, 1.2) + luck
        odds += sum(self._weight(kind, name, 0.0, 0.5) * value for name, value in made.features.items())
        return 1 / (1 + exp(-odds))

    def _weight(self, kind: Kind, name: str, mean: float, spread: float) -> float:
        if (kind, name) not in self._law:
            self._law[kind, name] = self._draw.gauss(mean, spread)
        return self._law[kind, name]

    def _customer(self) -> Facts:
        draw = self._draw
        cases = draw.choice((0, 0, 0, 1, 2))
        negative = draw.choice((0, 0, 0, 1, 2, 3))
        return Facts(
            customer_id=new_id(),
            created_at=NOW - timedelta(days=draw.uniform(1, 3000)),
            segment=draw.choice(tuple(BankSegment)),
            kyc_status=draw.choice(tuple(KYCStatus)),
            credit_score=Decimal(draw.randrange(450, 850)),
            risk_score=draw.randrange(0, 100),
            lifetime_value=Decimal(round(10 ** draw.uniform(2, 6))),
            opted_out_email=draw.random() < 0.1,
            opted_out_sms=draw.random() < 0.1,
            last_interaction_at=NOW - timedelta(days=draw.uniform(0, 200)),
            recent_interactions=draw.randrange(0, 6),
            negative_at=NOW if negative else None,
            negative_count=negative,
            open_cases=cases,
            urgent_cases=min(cases, draw.choice((0, 1))),
            order_categories=draw.choice(((), ("Cards",), ("Cards", "Loans"))),
            accepted_count=draw.randrange(0, 4),
        )
