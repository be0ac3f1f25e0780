"""The long storm (P1): processes are killed 800 times under 36,000 messages, in rounds.

Each round has a database, processes and a seed of its own and is judged by itself. Finished rounds are noted in a
file, and the next run goes on behind them.
"""

import asyncio
import shutil
import tempfile
import time
from pathlib import Path

import msgspec
from benchmarks import databases
from benchmarks.results import Result

from .deep import Ended
from .estate import Estate
from .ledgers import Findings
from .storm import ANSWERS_AFTER, Weather, endure

SUMMED = ("messages", "kills", "copies", "second_copies", "deaths_in_doubt", "attempts", "answered_0")
# Beside the sending itself: starting, meeting the customers, coming to rest, comparing.
ROUND_SECONDS = 40.0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The rounds of a storm: what they share out, and the seed of the first, from which the others count on."""

    seed: int
    rounds: int
    kills: int
    messages: int
    per_second: float

    @property
    def longest_seconds(self) -> float:
        """How long its longest round takes."""
        return max(weather.seconds for weather in self.weathers()) + ROUND_SECONDS

    def weathers(self) -> list[Weather]:
        """What each round endures."""
        return [
            Weather(
                seed=self.seed + number,
                kills=_share(self.kills, self.rounds, number),
                messages=_share(self.messages, self.rounds, number),
                per_second=self.per_second,
            )
            for number in range(self.rounds)
        ]


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One finished round."""

    weather: Weather
    wrong: dict[str, list[str]]
    figures: dict[str, float]


def endure_all(plan: Plan, server: str, *, notes: Path, until: float) -> Result | Ended:
    """Run the rounds that the notes do not have; all of them as one result."""
    done = _read(notes)
    for weather in plan.weathers()[len(done) :]:
        if time.monotonic() + weather.seconds + ROUND_SECONDS > until:
            print(f"P1: {len(done)} of {plan.rounds} rounds done")
            return Ended.CUT_SHORT
        found = _run(server, weather)
        done.append(Round(weather=weather, wrong=found.wrong, figures=found.figures))
        _note(notes, done[-1])
        print(f"P1, round {len(done)}, seed {weather.seed}: {found.figures} {found.wrong or ''}", flush=True)
    notes.unlink(missing_ok=True)
    return summed(done)


def summed(rounds: list[Round]) -> Result:
    """All rounds as one result: how many promises were broken."""
    broken = sum(len(wrong) for each in rounds for wrong in each.wrong.values())
    figures = {name: sum(each.figures.get(name, 0.0) for each in rounds) for name in SUMMED}
    figures["slowest_final_seconds"] = max(each.figures["final_seconds"] for each in rounds)
    return Result(
        name="promises broken under SIGKILLs",
        value=float(broken),
        unit="breaches of I1-I8",
        target=0.0,
        higher_is_better=False,
        figures=figures | {"rounds": float(len(rounds)), "first_seed": float(rounds[0].weather.seed)},
    )


def _run(server: str, weather: Weather) -> Findings:
    folder = Path(tempfile.mkdtemp(prefix="accord-deep-"))
    with databases.fresh_database(server, f"deep_{weather.seed}") as dsn:
        estate = Estate(folder, dsn, answers_after=ANSWERS_AFTER)
        try:
            found = asyncio.run(endure(estate, weather))
        finally:
            estate.end()
    if found.wrong:
        print(f"the ledgers of this round are in {folder}")
    else:
        shutil.rmtree(folder)
    return found


def _share(total: int, parts: int, number: int) -> int:
    return total // parts + (number < total % parts)


def _read(notes: Path) -> list[Round]:
    if not notes.exists():
        return []
    return [msgspec.json.decode(line, type=Round) for line in notes.read_bytes().splitlines()]


def _note(notes: Path, done: Round) -> None:
    with notes.open("ab") as file:
        file.write(msgspec.json.encode(done) + b"\n")
