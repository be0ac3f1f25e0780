"""What is here is finished: nothing is put off, stubbed out or skipped."""

import re
from collections.abc import Iterable

import pytest

from .source import modules

# Written so that the patterns do not find themselves.
LEFTOVERS = (
    re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b"),
    re.compile(r"\braise\s+NotImplemente[d]Error\b"),
    re.compile(r"\b(?:mark|pytest)\.(?:ski[p]|skipi[f]|xfai[l]|importorski[p])\b|\bunittest\.ski[p]"),
)


def leftovers(name: str, text: str) -> Iterable[str]:
    """Lines that put something off."""
    for number, line in enumerate(text.splitlines(), 1):
        for pattern in LEFTOVERS:
            if found := pattern.search(line):
                yield f"{name}:{number}: {found[0]}: finish it, or take it out"


class TestLeftovers:
    @pytest.mark.parametrize("folder", ["src", "tests", "tools", "benchmarks", "migrations"])
    def test_are_nowhere(self, folder):
        found = [place for each in modules(folder) for place in leftovers(str(each.path), each.text)]

        assert found == []


class TestALeftover:
    @pytest.mark.parametrize(
        "text",
        [
            "x = 1  # TOD" + "O: think",
            "# FIXM" + "E later",
            "raise NotImplemente" + "dError",
            "@pytest.mark.ski" + "p",
            "@pytest.mark.skipi" + "f(True)",
            "pytest.xfai" + "l('later')",
        ],
    )
    def test_is_reported(self, text):
        assert len(list(leftovers("a.py", text))) == 1

    def test_is_something_else_than_these(self):
        text = (
            "SKIP = 'skip'\nskipped: int\nmastodon = 1\n# skip locked rows\nexcept NotImplementedError: pass"
        )

        assert list(leftovers("a.py", text)) == []
