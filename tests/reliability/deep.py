"""Parts of a long work: each is done once, those that are done are noted, and the same command goes on behind them."""

import time
from collections.abc import Callable, Iterable
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

from benchmarks.results import Result


class Ended(IntEnum):
    """How parts ended, as the status of the process."""

    KEPT = 0
    BROKEN = 1
    CUT_SHORT = 3


class Part(NamedTuple):
    """Something that tells how often promises were broken, or how it ended without telling.

    It is not begun where less than so many seconds are left.
    """

    name: str
    seconds: float
    run: Callable[[], Result | Ended]


def go_on(parts: Iterable[Part], *, notes: Path, until: float, tell: Callable[[Result], None]) -> Ended:
    """Run the parts that the notes do not name; begin none that would not end before `until` (monotonic).

    What was broken is not noted, so that it is tried again. When nothing is left, the notes are gone.
    """
    ends = []
    for part in parts:
        if part.name in _noted(notes):
            print(f"{part.name}: done by an earlier command")
            continue
        ends.append(_end_of(part, until, tell))
        print(f"{part.name}: {ends[-1].name.lower().replace('_', ' ')}", flush=True)
        if ends[-1] is Ended.KEPT:
            _note(notes, part.name)
    if Ended.BROKEN in ends:
        return Ended.BROKEN
    if Ended.CUT_SHORT in ends:
        print("the same command goes on with what is left")
        return Ended.CUT_SHORT
    notes.unlink(missing_ok=True)
    return Ended.KEPT


def _end_of(part: Part, until: float, tell: Callable[[Result], None]) -> Ended:
    if time.monotonic() + part.seconds > until:
        print(f"{part.name} may take {part.seconds / 60:.0f} minutes, and fewer are left")
        return Ended.CUT_SHORT
    found = part.run()
    if isinstance(found, Ended):
        return found
    print(found.told())
    tell(found)
    return Ended.KEPT if found.is_met else Ended.BROKEN


def _noted(notes: Path) -> set[str]:
    return set(notes.read_text().split()) if notes.exists() else set()


def _note(notes: Path, name: str) -> None:
    with notes.open("a") as file:
        file.write(f"{name}\n")
