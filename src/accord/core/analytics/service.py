"""What can be asked of analytics."""

from uuid import UUID

from accord.core import customers, feedback, interactions, segments
from accord.core.context import Context
from accord.core.permissions import Permission

from .records import CustomerSummary


async def get_customer_summary(ctx: Context, customer_id: UUID) -> CustomerSummary:
    """A customer with its figures, deactivated or not; of a merged one, its survivor's. Raises NotFound."""
    ctx.require(Permission.CUSTOMERS_READ)
    customer = await customers.get_customer(ctx, customer_id)
    return CustomerSummary(
        customer=customer,
        interactions_by_channel=await interactions.count_interactions_by_channel(ctx, customer.id),
        feedback=await feedback.feedback_figures(ctx, customer.id),
        segments=await segments.names_matching(ctx, customer.id),
    )
