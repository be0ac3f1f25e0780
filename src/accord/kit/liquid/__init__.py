"""Texts with places for values, in Liquid: rendered within limits of time, loops and size.

A template reads values and nothing else: it loads no file, calls no code, and sees no attribute of an object. With
`html` every value is escaped, and no filter can undo that.
"""

from .engine import BadTemplate, RenderingFailed, Template, parse
from .formats import Language, long_date, money
from .surroundings import MOST_BYTES, MOST_LOOPS, SECONDS

__all__ = [
    "MOST_BYTES",
    "MOST_LOOPS",
    "SECONDS",
    "BadTemplate",
    "Language",
    "RenderingFailed",
    "Template",
    "long_date",
    "money",
    "parse",
]
