"""Banking: the API of a bank's customer relations.

A program written for the published document works here unchanged: bare camelCase bodies, `{error, statusCode}` for
refusals, pages told by headers, a thousand requests an hour. What it writes, every other dialect sees.
"""

from .app import build, describe, operations

__all__ = ["build", "describe", "operations"]
