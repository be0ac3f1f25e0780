"""Try hard to break the promises: `python -m reliability` runs the long storm, then each other promise's tests deeply.

What is done is noted in a folder, and the same command goes on behind it; every result goes to
benchmarks/ledger.jsonl. The status is 1 when anything is broken or did not get to its end, 3 when time was up first.
"""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks import databases, ledger

from .deep import Part, go_on
from .promises import PROMISES
from .rounds import Plan, endure_all
from .trying import try_to_break

STORM = "P1"
NAMES = [STORM, *(promise.name for promise in PROMISES)]


def main() -> int:
    """Do what is left of the parts that were asked for."""
    given = _arguments()
    given.progress.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + given.minutes * 60
    with databases.server(given.database_url) as server:
        postgres = asyncio.run(databases.version_of(server))
        return go_on(
            [part for part in _parts(given, server, until) if part.name in given.only],
            notes=given.progress / f"{'all' if given.only == NAMES else '-'.join(given.only)}.txt",
            until=until,
            tell=lambda result: ledger.append("reliability", [result], postgres=postgres),
        )


def _parts(given: argparse.Namespace, server: str, until: float) -> Iterator[Part]:
    plan, notes = _plan(given), given.progress / "storm.jsonl"
    yield Part(STORM, plan.longest_seconds, partial(endure_all, plan, server, notes=notes, until=until))
    for promise in PROMISES:
        seed = random.randrange(1_000_000) if given.seed is None else given.seed
        run = partial(try_to_break, promise, server=server, seed=seed)
        yield Part(promise.name, promise.minutes * 60, run)


def _plan(given: argparse.Namespace) -> Plan:
    return Plan(
        seed=1 if given.seed is None else given.seed,
        rounds=given.rounds,
        kills=given.kills,
        messages=given.messages,
        per_second=given.per_second,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m reliability", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, help="these parts and no others")
    parser.add_argument("--minutes", type=float, default=240.0, help="begin nothing that would end later")
    parser.add_argument("--seed", type=int, help="to try what a run tried that told it; else other things")
    parser.add_argument("--progress", type=Path, default=Path("build/reliability"), help="a folder for notes")
    parser.add_argument(
        "--database-url", help="a server whose role may create databases; else an embedded one"
    )
    storm = parser.add_argument_group("the storm")
    storm.add_argument("--kills", type=int, default=800)
    storm.add_argument("--messages", type=int, default=36_000)
    storm.add_argument("--rounds", type=int, default=10, help="each with a seed of its own, counted on")
    storm.add_argument("--per-second", type=float, default=20.0, help="how fast messages come")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
