"""What the actions of workflows need of whoever puts everything together."""

from typing import Protocol

from accord.core.communications import Communication, NewCommunication
from accord.core.context import Context


class Sender(Protocol):
    """Has messages sent to customers."""

    async def __call__(self, ctx: Context, new: NewCommunication, /) -> Communication:
        """Write a message with its job in this transaction; nothing is sent yet. Raises NotFound (customer)."""
