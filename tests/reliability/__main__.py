"""The long storm: `python -m reliability` kills processes 800 times under 36,000 messages, in rounds.

Each round has a database, processes and a seed of its own and is judged by itself. Finished rounds are noted in a
file, and the same command goes on behind them; after the last one the sums go to benchmarks/ledger.jsonl.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path

import msgspec
from benchmarks import databases, ledger
from benchmarks.results import Result

from .estate import Estate
from .ledgers import Findings
from .storm import ANSWERS_AFTER, Weather, endure

NAME = "reliability"
SUMMED = ("messages", "kills", "copies", "second_copies", "deaths_in_doubt", "attempts", "answered_0")
# Beside the sending itself: starting, meeting the customers, coming to rest, comparing.
ROUND_SECONDS = 40.0


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One finished round."""

    weather: Weather
    wrong: dict[str, list[str]]
    figures: dict[str, float]


def main() -> int:
    """Run the rounds that are left; 1 when anything was wrong, 3 when time was up before the last round."""
    given = _arguments()
    done = _read(given.progress)
    left = _weathers(given)[len(done) :]
    until = time.monotonic() + given.minutes * 60
    with databases.server(given.database_url) as server:
        for weather in left:
            if time.monotonic() + weather.seconds + ROUND_SECONDS > until:
                print(f"{len(done)} of {given.rounds} rounds done; the same command goes on with the next")
                return 3
            found = _run(server, weather)
            done.append(Round(weather=weather, wrong=found.wrong, figures=found.figures))
            _note(given.progress, done[-1])
            print(f"round {len(done)}, seed {weather.seed}: {found.figures} {found.wrong or ''}", flush=True)
        postgres = asyncio.run(databases.version_of(server))
    results = [summed(done)]
    print(results[0].told())
    ledger.append(NAME, results, postgres=postgres)
    given.progress.unlink(missing_ok=True)
    return 0 if results[0].is_met else 1


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


def _weathers(given: argparse.Namespace) -> list[Weather]:
    return [
        Weather(
            seed=given.seed + number,
            kills=_share(given.kills, given.rounds, number),
            messages=_share(given.messages, given.rounds, number),
            per_second=given.per_second,
        )
        for number in range(given.rounds)
    ]


def _share(total: int, parts: int, number: int) -> int:
    return total // parts + (number < total % parts)


def _read(progress: Path) -> list[Round]:
    if not progress.exists():
        return []
    return [msgspec.json.decode(line, type=Round) for line in progress.read_bytes().splitlines()]


def _note(progress: Path, done: Round) -> None:
    progress.parent.mkdir(parents=True, exist_ok=True)
    with progress.open("ab") as file:
        file.write(msgspec.json.encode(done) + b"\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m reliability", description=__doc__)
    parser.add_argument("--kills", type=int, default=800)
    parser.add_argument("--messages", type=int, default=36_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--per-second", type=float, default=20.0, help="how fast messages come")
    parser.add_argument("--minutes", type=float, default=120.0, help="begin no round that would end later")
    parser.add_argument("--seed", type=int, default=1, help="of the first round; the others count on")
    parser.add_argument("--progress", type=Path, default=Path("build/reliability.jsonl"))
    parser.add_argument(
        "--database-url", help="a server whose role may create databases; else an embedded one"
    )
    given = parser.parse_args()
    if given.minutes * 60 < given.messages / given.rounds / given.per_second + ROUND_SECONDS:
        parser.error("not even one round fits into so few minutes: take more rounds, or fewer messages")
    return given


if __name__ == "__main__":
    sys.exit(main())
