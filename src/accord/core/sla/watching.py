"""Telling of promises that are broken, or will be soon."""

from typing import Any

from accord.core.context import Context, Job
from accord.core.permissions import Permission

from . import watch_store
from .events import SLABreached, SLAWarned
from .records import Told

MOST = 1000  # clocks of each sort that one transaction tells of; the next one takes the rest


async def tell_of_due_clocks(ctx: Context) -> int:
    """Emit SLABreached and SLAWarned for clocks that became due since the last time; how many events it were."""
    ctx.require(Permission.SLAS_UPDATE)
    ctx.forbid_customers(Permission.SLAS_UPDATE)
    breached = await watch_store.mark_breached(ctx.db, at=ctx.now, most=MOST)
    warned = await watch_store.mark_warned(ctx.db, at=ctx.now, most=MOST)
    await ctx.emit_all([SLABreached(**_told(each)) for each in breached])
    await ctx.emit_all([SLAWarned(**_told(each)) for each in warned])
    if MOST in (len(breached), len(warned)):
        await ctx.enqueue(Job(name="sla.watch_clocks"))
    return len(breached) + len(warned)


def _told(each: Told) -> dict[str, Any]:
    return {
        "customer_id": each.customer_id,
        "subject_id": each.subject_id,
        "subject_kind": each.subject_kind,
        "clock": each.kind,
        "priority": each.priority,
        "due_at": each.due_at,
    }
