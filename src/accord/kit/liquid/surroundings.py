"""What a template is rendered in: its language, and what is left of the time and the loops it may take.

The library's own limits leave gaps: loops one after the other are not added up, time is not looked at, and filters
are not bounded. They are closed here. Time is the processor's: a machine that is busy with others stops no text.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from liquid import BoundTemplate, RenderContext
from liquid.exceptions import LiquidError, LoopIterationLimitError
from liquid.utils import ReadOnlyChainMap

from .formats import Language

SECONDS = 0.25
MOST_LOOPS = 5_000
MOST_BYTES = 256 * 1024
MOST_LOCAL_BYTES = 256 * 1024


class OutOfTime(LiquidError):
    """The template takes longer than it may."""


class Surroundings(RenderContext):
    """The context of one rendering."""

    __slots__ = ("deadline", "language", "left", "look_at")

    def __init__(self, template: BoundTemplate, **options: Any) -> None:
        super().__init__(template, **options)
        self.scope = ReadOnlyChainMap(self.locals, self.globals, self.counters)  # without the clock
        self.deadline = time.thread_time() + SECONDS
        self.look_at = time.perf_counter() + SECONDS
        self.left = MOST_LOOPS
        self.language = Language.ENGLISH

    def check_time(self) -> None:
        """Raises OutOfTime."""
        if time.perf_counter() < self.look_at:  # ten times cheaper than to ask for the processor's
            return
        left = self.deadline - time.thread_time()
        if left <= 0:
            raise OutOfTime("the template takes too long", token=None)
        self.look_at = time.perf_counter() + left

    def get(self, path: list[object], **options: Any) -> object:
        """The value of a path; looks at the time."""
        self.check_time()
        return super().get(path, **options)

    def filter(self, name: str, token: Any) -> Callable[..., object]:
        """A filter; looks at the time."""
        self.check_time()
        return super().filter(name, token)

    @contextmanager
    def loop(self, namespace: Mapping[str, object], forloop: Any) -> Iterator[RenderContext]:
        """A loop whose rounds count against all that the template may make."""
        forloop.it = self._counted(forloop.it)
        with super().loop(namespace, forloop) as inside:
            yield inside

    def _counted(self, rounds: Iterator[object]) -> Iterator[object]:
        for item in rounds:
            self.left -= 1
            if self.left < 0:
                raise LoopIterationLimitError("the template loops too often", token=None)
            self.check_time()
            yield item
