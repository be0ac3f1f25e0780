"""The figures of delivery out of the door: the log keeps who took them."""

from datetime import date
from typing import ClassVar

from accord.core.context import Context
from accord.core.events import Event
from accord.core.permissions import Permission

from .records import DeliveryQuery, DeliveryReport
from .service import report_delivery


class DeliveryExported(Event):
    """The figures of a period were taken as a file: of which form, and of how many messages."""

    type: ClassVar[str] = "delivery.exported"
    form: str
    start_on: date
    end_on: date
    messages: int


async def export_delivery(ctx: Context, query: DeliveryQuery, *, form: str) -> DeliveryReport:
    """The figures of what matches, to be handed out as a file of a form (`csv`, `pdf`). Raises Invalid."""
    ctx.require(Permission.ANALYTICS_READ)
    report = await report_delivery(ctx, query)
    await ctx.emit(
        DeliveryExported(
            customer_id=ctx.scope,
            form=form,
            start_on=report.start_on,
            end_on=report.end_on,
            messages=report.summary.sent,
        )
    )
    return report
