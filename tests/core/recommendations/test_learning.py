import random
from math import exp

import pytest

from accord.core.recommendations import Model, learn, probability, trust, unlearn

NOBODY = {}
FEATURES = {"credit": 1.5, "segment:SME": 1.0}


def taught(model, outcomes, features=NOBODY, *, base=0.85):
    for is_accepted in outcomes:
        model, _ = learn(model, features, base=base, is_accepted=is_accepted)
    return model


def chance(model, features=NOBODY, *, base=0.85):
    return probability(model, features, base=base)


class TestAModelWithoutOutcomes:
    @pytest.mark.parametrize("base", [0.9, 0.88, 0.5, 0.01])
    def test_predicts_the_table(self, base):
        assert chance(Model(), {"credit": 2.0}, base=base) == pytest.approx(base, abs=1e-12)

    def test_keeps_to_the_table_until_ten_are_known(self):
        assert chance(taught(Model(), [False] * 10)) == pytest.approx(0.85)

    def test_is_believed_in_proportion_until_twenty_are_known(self):
        assert [trust(Model(outcomes=count)) for count in (10, 15, 20, 30)] == [0.0, 0.5, 1.0, 1.0]


class TestOutcomes:
    def test_that_are_refusals_lower_the_chance(self):
        chances = [chance(taught(Model(), [False] * count)) for count in (10, 15, 20, 40)]

        assert chances == sorted(chances, reverse=True)
        assert chances[-1] < 0.2

    def test_that_are_acceptances_raise_it(self):
        chances = [
            chance(taught(Model(), [True] * count, base=0.5), base=0.5) for count in (0, 10, 20, 40, 80)
        ]

        assert chances == sorted(chances)
        assert 0.9 < chances[-1] < 1

    def test_of_some_customers_tell_them_from_others(self):
        model = Model()
        for _ in range(40):
            model, _ = learn(model, {"rich": 1.0}, base=0.5, is_accepted=True)
            model, _ = learn(model, {"poor": 1.0}, base=0.5, is_accepted=False)

        assert chance(model, {"rich": 1.0}, base=0.5) > 0.8
        assert chance(model, {"poor": 1.0}, base=0.5) < 0.2

    def test_of_a_known_law_are_predicted_as_often_as_they_happen(self):
        draw = random.Random(7)
        model, told, came = Model(), [], []
        for number in range(4000):
            features = {"a": draw.gauss(0, 1), "b": float(draw.random() < 0.3)}
            truth = 1 / (1 + exp(-(-1.5 + features["a"] - 2 * features["b"])))
            is_accepted = draw.random() < truth
            if number >= 2000:
                told.append(chance(model, features, base=0.85))
                came.append(is_accepted)
            model, _ = learn(model, features, base=0.85, is_accepted=is_accepted)
        assert calibration_error(told, came) < 0.04

    def test_that_are_long_past_fade(self):
        model = taught(Model(), [True] * 200)

        later = taught(model, [False] * 4000)

        assert chance(later) < 0.03


class TestTakingAnOutcomeOut:
    def test_leaves_what_was_before(self):
        before = taught(Model(), [True, False] * 15, FEATURES)
        after, lesson = learn(before, FEATURES, base=0.85, is_accepted=False)

        restored = unlearn(after, lesson)

        assert restored.outcomes == before.outcomes
        assert chance(restored, FEATURES) == pytest.approx(chance(before, FEATURES), abs=1e-3)

    def test_counts_for_what_is_left_of_it(self):
        model, lesson = learn(Model(), FEATURES, base=0.85, is_accepted=False)
        model = taught(model, [True] * 3, {"other": 1.0})

        restored = unlearn(model, lesson)

        assert restored.evidence["credit"] == pytest.approx((0.0, 0.0), abs=1e-12)

    def test_makes_a_corrected_outcome_count_the_other_way(self):
        wrong, lesson = learn(taught(Model(), [True] * 20), NOBODY, base=0.85, is_accepted=False)

        right, _ = learn(unlearn(wrong, lesson), NOBODY, base=0.85, is_accepted=True)

        assert (right.outcomes, chance(right) > chance(wrong)) == (21, True)


def calibration_error(told, came, bins=10):
    """The mean distance between what was told and what came, over bins of equal width."""
    found = 0.0
    for number in range(bins):
        inside = [at for at, p in enumerate(told) if min(int(p * bins), bins - 1) == number]
        found += abs(sum(told[at] for at in inside) - sum(came[at] for at in inside))
    return found / len(told)
