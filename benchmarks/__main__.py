"""`python -m benchmarks [names...]`: list and run the benchmarks; `intelligence` has options of its own."""

import argparse
import asyncio
import importlib
import pkgutil
import sys

import msgspec

import benchmarks
from benchmarks import databases, intelligence, ledger
from benchmarks.results import Benchmark, Options


def main() -> int:
    """Run what was named, everything when nothing was; 1 when a target was missed."""
    if sys.argv[1:2] == ["intelligence"]:
        return intelligence.main(sys.argv[2:])
    known = discover()
    given = _arguments(known)
    if given.list:
        for name, benchmark in known.items():
            print(f"{name:18} {benchmark.ABOUT}")
        return 0
    missed = []
    with databases.server(given.database_url) as server:
        postgres = asyncio.run(databases.version_of(server))
        options = _options(given, server)
        for name in given.names or known:
            print(f"{name} (PostgreSQL {postgres})", flush=True)
            results = known[name].run(options)
            for result in results:
                print(f"  {result.told()}", flush=True)
            missed += [result.name for result in results if result.is_met is False]
            if not given.no_ledger:
                ledger.append(name, results, postgres=postgres)
    if missed:
        print(f"Targets missed: {', '.join(missed)}")
    return 1 if missed else 0


def discover() -> dict[str, Benchmark]:
    """Every module of this package that is a benchmark, by name."""
    found: dict[str, Benchmark] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(benchmarks.__path__)):
        if module == "__main__":
            continue
        loaded = importlib.import_module(f"benchmarks.{module}")
        if hasattr(loaded, "NAME") and hasattr(loaded, "run"):
            found[loaded.NAME] = loaded
    return found


def _arguments(known: dict[str, Benchmark]) -> argparse.Namespace:
    some = ", ".join(known)
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"some of {some}; otherwise all")
    parser.add_argument("--list", action="store_true", help="say what there is, and measure nothing")
    parser.add_argument(
        "--database-url", help="a server whose role may create databases; otherwise an embedded one"
    )
    parser.add_argument("--customers", type=int, help="how many to invent; otherwise as each benchmark says")
    parser.add_argument("--rounds", type=int, help="how often the sides take turns")
    parser.add_argument("--seconds", type=float, help="how long one side is measured in a round")
    parser.add_argument("--connections", type=int, help="how many connections send requests at once")
    parser.add_argument("--no-ledger", action="store_true", help="do not write to benchmarks/ledger.jsonl")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in known]
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    return given


def _options(given: argparse.Namespace, server: str) -> Options:
    names = ("customers", "rounds", "seconds", "connections")
    chosen = {name: value for name in names if (value := getattr(given, name)) is not None}
    return msgspec.structs.replace(Options(server=server), **chosen)


if __name__ == "__main__":
    sys.exit(main())
