"""What staff are told of workflows."""

from accord.core import notifications
from accord.core.context import Context
from accord.core.notifications import Notice, NotificationType
from accord.core.permissions import Permission

from .events import WorkflowFailed


async def tell_failure(ctx: Context, event: WorkflowFailed) -> None:
    """Tell supervisors and administrators of an instance that failed."""
    ctx.require(Permission.NOTIFICATIONS_CREATE)
    notice = Notice(
        type=NotificationType.ERROR,
        title="Workflow failed",
        message=f"{event.name} ended at the step {event.step}. {event.problem}",
        action_url=f"/workflows/instances/{event.subject_id}",
        customer_id=event.customer_id,
    )
    await notifications.tell_staff(ctx, notice, about=event.subject_id)
