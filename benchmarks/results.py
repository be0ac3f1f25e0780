"""What a benchmark is given, and what it hands back."""

from collections.abc import Callable
from typing import Protocol

import msgspec

Say = Callable[[str], None]


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to measure. `server` is the address of a PostgreSQL whose role may create databases.

    `customers` None leaves the number to the benchmark; for `seconds` one side is measured in a round.
    """

    server: str
    customers: int | None = None
    rounds: int = 7
    seconds: float = 3.0
    connections: int = 16
    say: Say = print


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One finding: `value` is held against `target`; the figures, named with units, tell of its making."""

    name: str
    value: float
    unit: str
    target: float | None = None
    higher_is_better: bool = True
    figures: dict[str, float] = {}

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None without one."""
        if self.target is None:
            return None
        return self.value >= self.target if self.higher_is_better else self.value <= self.target

    def told(self) -> str:
        """The finding as one line for people."""
        figures = ", ".join(f"{name} {_short(value)}" for name, value in self.figures.items())
        verdict = ""
        if self.target is not None:
            sign = ">=" if self.higher_is_better else "<="
            verdict = f"  (target {sign} {_short(self.target)}: {'met' if self.is_met else 'MISSED'})"
        return f"{self.name}: {_short(self.value)} {self.unit}{verdict}" + (
            f"\n    {figures}" if figures else ""
        )


class Benchmark(Protocol):
    """A module that measures something."""

    NAME: str
    ABOUT: str

    def run(self, options: Options) -> list[Result]:
        """Measure."""


def _short(value: float) -> str:
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 1 else f"{value:.4g}"
