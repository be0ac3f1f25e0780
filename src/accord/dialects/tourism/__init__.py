"""Tourism: the API of a tour operator's customer relations.

A program written for the published document works here unchanged: snake_case bodies, lists as
`{items, total, page, size, pages}`, `{detail}` for refusals, permissions by name. What it writes, every other dialect
sees.
"""

from .app import build, describe, operations

__all__ = ["build", "describe", "operations"]
