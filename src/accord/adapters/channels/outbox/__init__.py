"""The local outbox: takes the messages of channels that have no provider, so that nothing is needed to begin.

Owns    outbox

A message in it counts as sent. Nobody outside gets it: operators read it with `accord communications outbox`.
"""

from .provider import OutboxProvider
from .records import OutboxEntry
from .store import latest as list_outbox

__all__ = ["OutboxEntry", "OutboxProvider", "list_outbox"]
