"""Events: the append-only log of everything that happened, and who did it through what.

Owns    events
Read by the timeline, the audit, and every reaction.

An event is written in the transaction of the change it tells of. Its sequence number becomes visible when that
transaction commits, so numbers can appear out of order: consumers work from job rows, and a replay reads only below
the oldest transaction still running. Rows are never changed or deleted, except that erasing a customer empties the
data of that customer's events.
"""

from .records import Event, StoredEvent
from .store import append, append_all, forget_customers, page_of_customers
from .tables import events

__all__ = ["Event", "StoredEvent", "append", "append_all", "events", "forget_customers", "page_of_customers"]
