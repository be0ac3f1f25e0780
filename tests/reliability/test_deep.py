"""The deep tier is done in parts: what is done is not done again, and nothing counts that was not tried."""

import os
import time

import pytest
from benchmarks.results import Result

from conftest import SERVER

from .deep import Ended, Part, go_on
from .promises import PROMISES, Promise
from .tally import Tally
from .trying import ROOT, judged, try_to_break

KEPT, BROKEN = (
    Result(name="x", value=each, unit="breaches", target=0, higher_is_better=False) for each in (0.0, 1.0)
)
TRYING = """
from make.depth import DEEP, SEED, TRIED, depth, drawing
from hypothesis import given, strategies

@drawing(3, 40, derandomize=True)
@given(strategies.integers())
def test_numbers(number):
    TRIED["numbers"] += 1

def test_seed():
    assert (DEEP, SEED, depth(1, 2)) == (True, 77, 2)
    TRIED["seeds"] += 1

def test_broken():
    assert False
"""
PROMISE = Promise("P0", "it holds", (), {"numbers": 40}, 1.0)


@pytest.fixture
def work(tmp_path):
    """Runs parts, each given with what it finds; how that ended, which of them ran, and which results were told."""

    def go(parts, minutes_left=10.0):
        ran, told = [], []

        def finding(name, found):
            return lambda: ran.append(name) or found

        ended = go_on(
            [Part(name, 60.0, finding(name, found)) for name, found in parts.items()],
            notes=tmp_path / "notes.txt",
            until=time.monotonic() + minutes_left * 60,
            tell=told.append,
        )
        return ended, ran, told

    return go


class TestPartsOfAWork:
    def test_are_all_run_and_told(self, work):
        assert work({"a": KEPT, "b": KEPT}) == (Ended.KEPT, ["a", "b"], [KEPT, KEPT])

    def test_are_run_again_by_the_next_command(self, work):
        work({"a": KEPT})

        assert work({"a": KEPT}) == (Ended.KEPT, ["a"], [KEPT])

    def test_are_not_begun_when_they_would_end_too_late(self, work):
        assert work({"a": KEPT}, minutes_left=0.9) == (Ended.CUT_SHORT, [], [])

    def test_are_not_run_again_while_others_are_left(self, work):
        assert work({"a": KEPT, "b": Ended.CUT_SHORT, "c": KEPT}) == (
            Ended.CUT_SHORT,
            ["a", "b", "c"],
            [KEPT] * 2,
        )

        assert work({"a": KEPT, "b": KEPT, "c": KEPT}) == (Ended.KEPT, ["b"], [KEPT])

    @pytest.mark.parametrize("found", [BROKEN, Ended.BROKEN])
    def test_that_are_broken_do_not_keep_others_from_running_and_are_run_again(self, work, found):
        told = [found] if isinstance(found, Result) else []

        assert work({"a": found, "b": KEPT}) == (Ended.BROKEN, ["a", "b"], [*told, KEPT])
        assert work({"a": KEPT, "b": KEPT}) == (Ended.KEPT, ["a"], [KEPT])


@pytest.fixture
def broken(tmp_path):
    """Tries to break a promise by these tests, with the seed 77."""

    def try_it(tests, minutes=2.0):
        (file := tmp_path / "test_promise.py").write_text(tests)
        promise = Promise("P0", "it holds", (str(file),), {"numbers": 40}, minutes)
        return try_to_break(promise, server=os.environ[SERVER], seed=77)

    return try_it


class TestTestsOfAPromise:
    def test_try_more_by_the_seed_and_count(self, broken):
        found = broken(TRYING)

        assert (found.value, found.figures["seed"]) == (1.0, 77)
        assert (found.figures["numbers"] >= 40, found.figures["seeds"]) == (True, 1)

    def test_that_cannot_be_read_break_it(self, broken):
        assert broken("import nothing_of_that_name") is Ended.BROKEN

    def test_that_take_too_long_break_it(self, broken):
        began = time.monotonic()

        assert (
            broken("import time\n\ndef test_endless():\n    time.sleep(300)\n", minutes=0.1) is Ended.BROKEN
        )
        assert time.monotonic() - began < 100


class TestATally:
    @pytest.mark.parametrize(("tried", "failed", "value"), [(40, 0, 0.0), (40, 2, 2.0), (1, 1, 1.0)])
    def test_tells_how_often_the_promise_was_broken(self, tried, failed, value):
        found = judged(PROMISE, Tally({"numbers": tried}, failed), seed=1, seconds=2.0)

        assert (found.name, found.value, found.is_met) == ("P0: it holds", value, not failed)
        assert found.figures == {"numbers": tried, "seconds": 2, "seed": 1}

    @pytest.mark.parametrize("tried", [{}, {"numbers": 39}, {"others": 40}])
    def test_of_too_little_breaks_it(self, tried):
        assert judged(PROMISE, Tally(tried, 0), seed=1, seconds=2.0) is Ended.BROKEN


class TestThePromises:
    @pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.name)
    def test_name_tests_that_are_there(self, promise):
        for file, _, name in (each.partition("::") for each in promise.tests if each.startswith("tests/")):
            assert f"class {name}" in (ROOT / file).read_text()
