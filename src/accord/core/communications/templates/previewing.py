"""A look at a message before it is sent."""

from accord.core.context import Context
from accord.core.permissions import Permission

from .records import Letter, Letterhead, Rendered
from .rendering import render


async def preview_message(ctx: Context, letter: Letter, letterhead: Letterhead) -> Rendered:
    """The message as it would be worded, without links that would count anything. Nothing is stored or sent."""
    ctx.require(Permission.COMMUNICATIONS_READ)
    ctx.forbid_customers(Permission.COMMUNICATIONS_READ)
    return render(letter, letterhead)
