"""What happens to interactions.

An event tells how customer and staff met and under which subject line, which is what a timeline shows. The
summary is not in it: staff correct and delete summaries, and the log could not follow.
"""

from datetime import datetime
from typing import ClassVar

from accord.core.events import Event

from .records import Channel


class InteractionLogged(Event):
    """Staff logged a contact with a customer. They met at `met_at`, maybe long before the event."""

    type: ClassVar[str] = "interaction.logged"
    channel: Channel
    subject: str | None
    met_at: datetime


class InteractionUpdated(Event):
    """An interaction was corrected. `fields` are the names of what changed, in the core's words."""

    type: ClassVar[str] = "interaction.updated"
    fields: tuple[str, ...]


class InteractionDeleted(Event):
    """An interaction was taken out of the record."""

    type: ClassVar[str] = "interaction.deleted"
    channel: Channel
