"""A look at a message before it is sent."""

from accord.core.context import Context
from accord.core.permissions import Permission

from .records import Letter, Letterhead, Worded
from .rendering import word


async def preview_message(ctx: Context, letter: Letter, letterhead: Letterhead) -> Worded:
    """The message as it would be worded, without links that would count anything. Nothing is stored or sent."""
    ctx.require(Permission.COMMUNICATIONS_READ)
    ctx.forbid_customers(Permission.COMMUNICATIONS_READ)
    return word(letter, letterhead)
