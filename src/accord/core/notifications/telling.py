"""What the platform tells the staff by itself."""

from uuid import UUID

from accord.core.context import Context
from accord.core.permissions import Permission

from . import store
from .events import StaffNotified
from .records import Notice


async def tell_staff(
    ctx: Context, notice: Notice, *, user_id: UUID | None = None, about: UUID | None = None
) -> int:
    """Tell one user; without one, each active supervisor and administrator. How many were told.

    `about` is the id of what the notice is about.
    """
    ctx.require(Permission.NOTIFICATIONS_CREATE)
    ctx.forbid_customers(Permission.NOTIFICATIONS_CREATE)
    told = [user_id] if user_id is not None else await store.overseers(ctx.db)
    if told:
        await store.tell(ctx.db, notice, told, at=ctx.now)
        await ctx.emit(
            StaffNotified(
                customer_id=notice.customer_id, subject_id=about, kind=notice.type, user_ids=tuple(told)
            )
        )
    return len(told)
