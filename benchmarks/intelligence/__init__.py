"""`python -m benchmarks intelligence [names...] --data PATH`: how good the answers of the intelligence are.

Each module with a NAME measures one feature on data that lies outside this repository. What it uses of the product
is the product's own code, as it answers requests.
"""

import argparse
import importlib
import pkgutil
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from benchmarks import ledger
from benchmarks.results import Result


class Measurement(Protocol):
    """A module that measures one feature."""

    NAME: str
    ABOUT: str

    def run(self, data: Path | None) -> list[Result]:
        """Measure on the data in a folder; on invented data alone when there is none."""


def main(arguments: Sequence[str]) -> int:
    """Run what was named, everything when nothing was; 1 when a target was missed."""
    known = discover()
    given = _arguments(known, arguments)
    missed = []
    for name in given.names or known:
        print(f"intelligence {name}: {known[name].ABOUT}", flush=True)
        results = known[name].run(given.data)
        for result in results:
            print(f"  {result.told()}", flush=True)
        missed += [result.name for result in results if result.is_met is False]
        if not given.no_ledger:
            ledger.append(f"intelligence {name}", results)
    if missed:
        print(f"Targets missed: {', '.join(missed)}")
    return 1 if missed else 0


def discover() -> dict[str, Measurement]:
    """Every module of this package that measures something, by name."""
    modules = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    return {module.NAME: module for module in modules if hasattr(module, "NAME")}


def _arguments(known: dict[str, Measurement], arguments: Sequence[str]) -> argparse.Namespace:
    some = ", ".join(known)
    parser = argparse.ArgumentParser(prog="python -m benchmarks intelligence", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"some of {some}; otherwise all")
    parser.add_argument("--data", type=Path, help="the folder of the data")
    parser.add_argument("--no-ledger", action="store_true", help="do not write to benchmarks/ledger.jsonl")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.names if name not in known]
    if unknown:
        parser.error(f"no such measurement: {', '.join(unknown)}")
    return given
