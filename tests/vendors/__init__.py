"""Stand-ins of the vendors whose interfaces we call: they refuse what the vendor refuses and remember what they took.

`python -m vendors --folder DIR` runs them as a program. What was taken is on disk before it is answered, so that
the ledger of a killed stand-in is whole. Scripts say, for each recipient, what happens to its next messages.
"""

from .accounts import ACCOUNTS, Accounts
from .ledger import Ledger, entries_of
from .reports import (
    Callback,
    mailgun_event,
    sendgrid_events,
    twilio_inbound,
    twilio_status,
    whatsapp_call,
    whatsapp_status,
)
from .scripts import Scripts
from .sink import Sink
from .site import Vendors

__all__ = [
    "ACCOUNTS",
    "Accounts",
    "Callback",
    "Ledger",
    "Scripts",
    "Sink",
    "Vendors",
    "entries_of",
    "mailgun_event",
    "sendgrid_events",
    "twilio_inbound",
    "twilio_status",
    "whatsapp_call",
    "whatsapp_status",
]
