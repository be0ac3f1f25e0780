"""Engagement: the API of a planning business for its messages to clients.

A program written for the published document works here unchanged: snake_case bodies, lists as
`{total, limit, offset, communications}`, refusals as `{error: {code, message, details, timestamp, request_id}}`, the
scopes `crm:read` and `crm:write`. A message sent here passes the one contact policy of the platform.
"""

from .app import build, describe, operations
from .services import Components, Services

__all__ = ["Components", "Services", "build", "describe", "operations"]
