"""Tracking: what recipients do with e-mails, told by links that only we can have written.

Owns    nothing: opens and clicks are delivery events, choices are preferences
Needs   what the sending of communications notes

A link names what it is about inside its seal, so that nobody can write one, or turn one to another end: a click's
address stands in it, which leaves nowhere else to be redirected to. Opens and clicks of machines are told apart.
"""

from .choices import choices_by_link, choose_by_link, unsubscribe_by_link
from .finishing import MailFinisher
from .links import BadLink, LinkMaker
from .machines import Visit
from .visits import find_destination, note_click, note_open

__all__ = [
    "BadLink",
    "LinkMaker",
    "MailFinisher",
    "Visit",
    "choices_by_link",
    "choose_by_link",
    "find_destination",
    "note_click",
    "note_open",
    "unsubscribe_by_link",
]
